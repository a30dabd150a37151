/** The harmonic mean of precision and recall. */
import { readConfig } from '../ir/config/index.ts';
import { FBetaScore, scoreFields, type F1ScoreConfig } from './f-beta-score.ts';

/**
 * 2 · precision · recall / (precision + recall) of predictions and one-hot labels `[batch, classes]`: `FBetaScore` with β = 1.
 * Without an average there is a figure for each class, `f1Score0`, `f1Score1`, ….
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.F1Score({ average: 'macro' }).beta; // => 1
 * ```
 */
export class F1Score extends FBetaScore {
  override readonly className = 'F1Score';

  constructor(config: F1ScoreConfig = {}) {
    super(readConfig('F1Score', config, scoreFields('f1Score')));
  }

  override getConfig(): Record<string, unknown> {
    const { beta: _, ...config } = super.getConfig();
    return config;
  }
}
