/** Rates of right and wrong answers; 0 where there is nothing to count. */
import { ratio, type Confusion } from './threshold-metric.ts';

const recall = ({ tp, fn }: Confusion): number => ratio(tp, tp + fn);

export const rates = {
  recall,
  sensitivity: recall,
  specificity: ({ tn, fp }: Confusion): number => ratio(tn, tn + fp),
  precision: ({ tp, fp }: Confusion): number => ratio(tp, tp + fp),
};
