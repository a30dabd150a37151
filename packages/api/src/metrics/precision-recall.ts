/** What precision and recall share: their settings. */
import { nullable, whole, type AnyFields } from '../ir/config/index.ts';
import type { MetricConfig } from './mean-metric.ts';
import { classField, LOWEST, nameField, ThresholdMetric, thresholdsField } from './threshold-metric.ts';

export interface PrecisionRecallConfig extends MetricConfig {
  /** In [0, 1]; above it an answer is yes. Several give a figure each. Default `null`: 0.5, or none beside `topK`. */
  readonly thresholds?: number | readonly number[] | null;
  /** Only the k likeliest classes of a sample may be a yes. Default `null`: all. */
  readonly topK?: number | null;
  /** Only this class counts. Default `null`: all. */
  readonly classId?: number | null;
}

/** The fields of {@link PrecisionRecallConfig}. */
export function precisionRecallFields(name: string) {
  return { thresholds: thresholdsField(), topK: nullable(whole(1)), ...classField, ...nameField(name) };
}

/** Precision, or recall. */
export abstract class PrecisionRecall extends ThresholdMetric {
  readonly thresholds: number | readonly number[] | null;
  readonly topK: number | null;
  readonly classId: number | null;

  constructor(values: Required<PrecisionRecallConfig>, fields: AnyFields) {
    const { thresholds, topK, classId, name } = values;
    super({ name, topK, classId, thresholds: () => [thresholds ?? (topK === null ? 0.5 : LOWEST)].flat() }, fields);
    this.thresholds = thresholds;
    this.topK = topK;
    this.classId = classId;
  }
}
