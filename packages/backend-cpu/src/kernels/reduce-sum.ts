/** The sum over some axes. */
import { reduction } from './reduce.ts';

export const reduceSum = reduction(
  () => 0,
  (sum, x) => sum + x,
  (sum, x) => (sum + x) | 0,
);
