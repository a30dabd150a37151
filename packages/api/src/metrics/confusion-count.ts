/** One of the four counts of right and wrong answers. */
import type { AnyFields } from '../ir/config/index.ts';
import type { MetricConfig } from './mean-metric.ts';
import { nameField, ThresholdMetric, thresholdsField, type Confusion } from './threshold-metric.ts';

export interface ConfusionCountConfig extends MetricConfig {
  /** In [0, 1]; above it an answer is yes. Several give a figure each. Default `null`, which is 0.5. */
  readonly thresholds?: number | readonly number[] | null;
}

/** The fields of {@link ConfusionCountConfig}. */
export function countFields(name: string) {
  return { thresholds: thresholdsField(), ...nameField(name) };
}

/** Adds up the weights of the answers of one kind. */
export abstract class ConfusionCount extends ThresholdMetric {
  readonly thresholds: number | readonly number[] | null;
  readonly #kind: keyof Confusion;

  constructor(kind: keyof Confusion, values: Required<ConfusionCountConfig>, fields: AnyFields) {
    super({ name: values.name, thresholds: () => [values.thresholds ?? 0.5].flat() }, fields);
    this.#kind = kind;
    this.thresholds = values.thresholds;
  }

  result(sums: Readonly<Record<string, Float64Array>>): number | readonly number[] {
    return this.each(sums, (counts) => counts[this.#kind]);
  }
}
