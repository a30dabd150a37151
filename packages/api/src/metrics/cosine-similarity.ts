/** The cosine of the angle between labels and prediction. */
import { CosineSimilarity as Loss, type CosineSimilarityConfig as LossConfig } from '../losses/cosine-similarity.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { LossMetric } from './loss-metric.ts';

/** The settings of the loss but its reduction. */
export type CosineSimilarityConfig = Omit<LossConfig, 'reduction'>;

/**
 * The weighted mean over the samples of Σ (y/‖y‖)·(ŷ/‖ŷ‖): 1 for the same direction, while the loss of this name is −1 there.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.CosineSimilarity({ axis: 1 }).axis; // => 1
 * ```
 */
export class CosineSimilarity extends LossMetric {
  readonly className = 'CosineSimilarity';
  readonly axis: number;

  constructor(config: CosineSimilarityConfig = {}) {
    const loss = new Loss(config);
    super(loss);
    this.axis = loss.axis;
  }

  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return super.values(yTrue, yPred).neg();
  }
}
