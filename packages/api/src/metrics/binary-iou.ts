/** How far yes and no overlap with the answers. */
import { nullable, number, readConfig } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanOverlap, targetField, type Answers, type TargetClasses } from './class-overlap.ts';
import type { MetricConfig } from './mean-metric.ts';
import { nameField } from './threshold-metric.ts';

export interface BinaryIoUConfig extends MetricConfig, TargetClasses {
  /** From it up an answer is 1. `null`: predictions are 0 or 1 as they are. Default 0.5. */
  readonly threshold?: number | null;
}

const fields = { ...targetField(), threshold: nullable(number(), 0.5), ...nameField('binaryIoU') };

/**
 * The mean over 0 and 1, or those asked for, of |truth ∩ answers| / |truth ∪ answers|; what occurs in neither does not count.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.BinaryIoU({ targetClassIds: [1] }).threshold; // => 0.5
 * ```
 */
export class BinaryIoU extends MeanOverlap {
  readonly className = 'BinaryIoU';
  readonly labels = 'values';
  readonly targetClassIds: readonly number[] | null;
  readonly threshold: number | null;

  constructor(config: BinaryIoUConfig = {}) {
    const values = readConfig('BinaryIoU', config, fields);
    super(values.name, values.targetClassIds, fields);
    this.targetClassIds = values.targetClassIds;
    this.threshold = values.threshold;
  }

  protected answers(yTrue: Tensor, yPred: Tensor): Answers {
    const truth = alignValues(this.className, yTrue, yPred).cast('i32');
    const guess = this.threshold === null ? yPred : yPred.greaterEqual(this.threshold);
    return { truth, guess: guess.cast('i32'), classes: 2 };
  }
}
