/** The area under a curve over all thresholds. */
import { field, flag, nullable, oneOf, readConfig, whole } from '../ir/config/index.ts';
import { fail, printShape } from '../ir/index.ts';
import { EPSILON } from '../losses/clip-probability.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { MetricConfig } from './mean-metric.ts';
import { rates } from './rates.ts';
import {
  evenThresholds,
  nameField,
  numThresholdsField,
  ratio,
  thresholdListField,
  ThresholdMetric,
  type Confusion,
} from './threshold-metric.ts';

export interface AUCConfig extends MetricConfig {
  /** So many thresholds from 0 to 1 are tried, from 2 to 10,000. Default 200. */
  readonly numThresholds?: number;
  /** `ROC`: sensitivity over the rate of false alarms. `PR`: precision over recall. Default `ROC`. */
  readonly curve?: 'ROC' | 'PR';
  /** What stands between two points: their mean (for `PR` what Davis and Goadrich say), the lower, or the higher. */
  readonly summationMethod?: 'interpolation' | 'minoring' | 'majoring';
  /** Thresholds of your own in [0, 1], to which 0 and 1 are added. Default `null`. */
  readonly thresholds?: readonly number[] | null;
  /** The mean of the areas of the labels, not one area of all elements. Default `false`. */
  readonly multiLabel?: boolean;
  /** Size of the last axis with `multiLabel`; it is checked where given. Default `null`. */
  readonly numLabels?: number | null;
  /** The weight of each label. Default `null`: 1. */
  readonly labelWeights?: readonly number[] | null;
  /** The prediction holds logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
}

const fields = {
  numThresholds: numThresholdsField(2),
  curve: oneOf(['ROC', 'PR'], 'ROC'),
  summationMethod: oneOf(['interpolation', 'minoring', 'majoring'], 'interpolation'),
  thresholds: nullable(thresholdListField()),
  multiLabel: flag(false),
  numLabels: nullable(whole(1)),
  labelWeights: nullable(
    field<readonly number[]>(
      'be a list of finite numbers of at least 0',
      (x) => Array.isArray(x) && x.length > 0 && x.every((w) => Number.isFinite(w) && w >= 0),
    ),
  ),
  fromLogits: flag(false),
  ...nameField('auc'),
};

/**
 * The area under the curve through a point for each threshold, by trapezoids (`PR`: as J. Davis and M. Goadrich,
 * "The relationship between precision-recall and ROC curves", ICML 2006, draw it) or by steps. It approaches the exact area
 * as thresholds become many. Batches add up: kept are the weights of labels between neighbouring thresholds.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.AUC({ curve: 'PR' }).getConfig().numThresholds; // => 200
 * ```
 */
export class AUC extends ThresholdMetric {
  readonly className = 'AUC';
  readonly numThresholds: number;
  readonly curve: 'ROC' | 'PR';
  readonly summationMethod: 'interpolation' | 'minoring' | 'majoring';
  readonly thresholds: readonly number[] | null;
  readonly multiLabel: boolean;
  readonly numLabels: number | null;
  readonly labelWeights: readonly number[] | null;
  readonly fromLogits: boolean;

  constructor(config: AUCConfig = {}) {
    const values = readConfig('AUC', config, fields);
    const { thresholds, numThresholds, multiLabel } = values;
    super(
      {
        name: values.name,
        thresholds: () =>
          thresholds === null
            ? evenThresholds(numThresholds, EPSILON)
            : [-EPSILON, ...[...thresholds].sort((a, b) => a - b), 1 + EPSILON],
        even: thresholds === null,
        byLabel: multiLabel,
      },
      fields,
    );
    this.numThresholds = numThresholds;
    this.curve = values.curve;
    this.summationMethod = values.summationMethod;
    this.thresholds = thresholds;
    this.multiLabel = multiLabel;
    this.numLabels = values.numLabels;
    this.labelWeights = values.labelWeights;
    this.fromLogits = values.fromLogits;
  }

  protected override scores(yPred: Tensor): Tensor {
    const { multiLabel, numLabels, labelWeights } = this;
    const count = labelWeights?.length ?? (multiLabel ? numLabels : null);
    if ((multiLabel && yPred.rank !== 2) || (count !== null && yPred.shape.at(-1) !== count))
      fail('SHAPE', {
        who: this.className,
        what: `predictions must be [batch, ${count ?? 'labels'}]`,
        received: printShape(yPred.shape),
      });
    return this.fromLogits ? yPred.sigmoid() : yPred;
  }

  /** The areas of several labels are weighed one by one; the elements of one area, here. */
  protected override weigh(weight: Tensor, p: Tensor): Tensor {
    if (this.labelWeights === null || this.multiLabel) return weight;
    return weight.mul(p.constant(Float32Array.from(this.labelWeights)));
  }

  result(sums: Readonly<Record<string, Float64Array>>): number {
    const exact = this.curve === 'PR' && this.summationMethod === 'interpolation';
    const areas = this.confusions(sums).map((points) => (exact ? areaOfPR(points) : this.#area(points)));
    const weights = (this.multiLabel && this.labelWeights) || areas.map(() => 1);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return ratio(
      areas.reduce((sum, area, i) => sum + area * weights[i]!, 0),
      total,
    );
  }

  #area(points: readonly Confusion[]): number {
    const between = {
      interpolation: (a: number, b: number): number => (a + b) / 2,
      minoring: Math.min,
      majoring: Math.max,
    }[this.summationMethod];
    const curve = points.map((counts) => {
      const recall = rates.recall(counts);
      return this.curve === 'ROC'
        ? { x: ratio(counts.fp, counts.fp + counts.tn), y: recall }
        : { x: recall, y: rates.precision(counts) };
    });
    return pairs(curve).reduce((sum, [a, b]) => sum + (a.x - b.x) * between(a.y, b.y), 0);
  }
}

/** The area under precision over recall, with true and false positives, not precision, on lines between the points. */
function areaOfPR(points: readonly Confusion[]): number {
  return pairs(points).reduce((sum, [a, b]) => {
    const [yeses, left] = [a.tp + a.fp, b.tp + b.fp];
    const gained = a.tp - b.tp;
    const slope = ratio(gained, Math.max(yeses - left, 0));
    const intercept = b.tp - slope * left;
    const growth = yeses > 0 && left > 0 ? Math.log(yeses / left) : 0;
    return sum + ratio(slope * (gained + intercept * growth), b.tp + b.fn);
  }, 0);
}

function pairs<T>(values: readonly T[]): (readonly [T, T])[] {
  return values.slice(1).map((value, i) => [values[i]!, value] as const);
}
