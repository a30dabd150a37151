/** The best of one rate that can be had beside enough of another. */
import { rate, type AnyFields } from '../ir/config/index.ts';
import type { MetricConfig } from './mean-metric.ts';
import {
  classField,
  evenThresholds,
  nameField,
  numThresholdsField,
  ThresholdMetric,
  type Confusion,
} from './threshold-metric.ts';

export interface BestAtConfig extends MetricConfig {
  /** So many thresholds from 0 to 1 are tried, at most 10,000. Default 200. */
  readonly numThresholds?: number;
  /** Only this class counts. Default `null`: all. */
  readonly classId?: number | null;
}

/** The fields of {@link BestAtConfig}, and of the rate that is asked for. */
export function bestAtFields<K extends string>(asked: K, name: string) {
  const own = { [asked]: rate(0.5) } as Record<K, ReturnType<typeof rate>>;
  return { ...own, numThresholds: numThresholdsField(1), ...classField, ...nameField(name) };
}

/** The largest `best` over the thresholds at which `asked` is at least what it has to be; 0 where it never is. */
export abstract class BestAt extends ThresholdMetric {
  readonly numThresholds: number;
  readonly classId: number | null;
  protected abstract readonly best: (counts: Confusion) => number;
  protected abstract readonly asked: (counts: Confusion) => number;
  readonly #least: number;

  constructor(least: number, { numThresholds, classId, name }: Required<BestAtConfig>, fields: AnyFields) {
    super({ name, classId, thresholds: () => evenThresholds(numThresholds), even: numThresholds > 1 }, fields);
    this.numThresholds = numThresholds;
    this.classId = classId;
    this.#least = least;
  }

  result(sums: Readonly<Record<string, Float64Array>>): number {
    const there = this.confusions(sums)[0]!.filter((counts) => this.asked(counts) >= this.#least);
    return Math.max(0, ...there.map(this.best));
  }
}
