/** DropKey: keys are dropped before the shares of attention are worked out. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../../ir/index.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { coinLogProbability, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { stepRateField, type StepRate } from '../../rate.ts';

export interface DropKeyConfig extends Kept {
  /** Probability in [0, 1] of dropping a key for a query: one number, or a schedule over the training steps. */
  readonly rate: StepRate;
  readonly name?: string | undefined;
}

const fields = { rate: stepRateField('DropKey'), every: everyField(), name: name() };

/** What the score of a dropped key loses: its share is 0 beside any that is kept. */
const LOST = 1e4;

/**
 * Takes keys out of the scores of attention in training, before softmax: `[batch, …, queries, keys]`, a coin for each.
 *
 * With p = 1 − rate and independent m ~ Bernoulli(p), the output is x where m, and x − 10⁴ elsewhere, whose share is 0. So the shares of
 * what is left sum to 1, where dropout of the shares leaves their sum to chance; nothing is scaled. A query whose keys all go, as at rate 1,
 * sees them all as without noise. A mask has the probability Π p^m (1 − p)^(1 − m). Of the shares, mean and variance have no closed form. In inference
 * the layer is the identity. Attention layers have it as the setting `dropKey`.
 *
 * @see B. Li, Y. Hu, X. Nie, C. Han, X. Jiang, T. Guo, L. Liu, "DropKey for Vision Transformer", CVPR 2023.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it).
 * @example
 * ```ts
 * import { DropKey } from '@bernoulli/api';
 * new DropKey({ rate: 0.3 }).getConfig(); // => { rate: 0.3 }
 * ```
 */
export class DropKey extends Layer {
  readonly className = 'DropKey';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: DropKeyConfig) {
    super();
    this.#config = readConfig('DropKey', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(scores: Tensor): Tensor {
    const { rate, every } = this.#config;
    const trace = Trace.of(scores);
    if (!trace.noisy) {
      trace.skipSite();
      return scores;
    }
    const mask = trace.site({
      type: { dtype: 'bool', shape: scores.shape },
      rows: 'own',
      every,
      draw: (draw) => tossCoins(rate, draw, scores),
      logProbability: (drawn) => coinLogProbability(rate, drawn, scores),
    });
    return scores.where(mask, scores.sub(LOST));
  }
}
