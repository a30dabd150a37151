/** The angle between labels and prediction. */
import { integer, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { cosine } from './cosine.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface CosineSimilarityConfig extends LossConfig {
  /** The axis of the vectors, not that of the samples. Default −1, the last. */
  readonly axis?: number;
}

const fields = { axis: integer(-1), ...commonFields('cosineSimilarity') };

/**
 * Of each sample, −Σ (y/‖y‖)·(ŷ/‖ŷ‖) over an axis: −1 for the same direction, 0 for a right angle or a vector of zeros, 1 for
 * opposite directions.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.CosineSimilarity().axis; // => -1
 * ```
 */
export class CosineSimilarity extends ReducedLoss {
  readonly className = 'CosineSimilarity';
  readonly labels = 'values';
  readonly axis: number;

  constructor(config: CosineSimilarityConfig = {}) {
    const values = readConfig('CosineSimilarity', config, fields);
    super(values, fields);
    this.axis = values.axis;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return cosine(alignValues(this.className, yTrue, yPred), yPred, this.axis).neg();
  }
}
