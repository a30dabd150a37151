/** DropKey: keys are dropped before the shares of attention are worked out. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../../ir/index.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import { Module } from '../../../tracing/module.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { coinLogProbability, coinType, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { anyRateField, type AnyRate } from '../../rate.ts';
import { askRate } from '../../rates/asked-rate.ts';
import { LearnedRate } from '../../rates/learned-rate.ts';
import { logRelaxedCoins } from '../../rates/relaxed-coins.ts';

export interface DropKeyConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a key for a query: one number, one for each key, a schedule over the training steps, or a layer that
   * says it of the scores, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
  readonly name?: string | undefined;
}

const fields = { rate: anyRateField('DropKey'), every: everyField(), name: name() };

/** What the score of a dropped key loses: its share is 0 beside any that is kept. */
const LOST = 1e4;

/**
 * Takes keys out of the scores of attention in training, before softmax: `[batch, …, queries, keys]`, a coin for each.
 *
 * With p = 1 − rate and independent m ~ Bernoulli(p), the output is x where m, and x − 10⁴ elsewhere, whose share is 0. So the shares of
 * what is left sum to 1, where dropout of the shares leaves their sum to chance; nothing is scaled. A query whose keys all go, as at rate 1,
 * sees them all as without noise. A mask has the probability Π p^m (1 − p)^(1 − m). Of the shares, mean and variance have no closed form. In inference
 * the layer is the identity. Attention layers have it as the setting `dropKey`. With a `LearnedRate`, a score loses −log of what a relaxed coin
 * leaves: the share of a key is multiplied by that before shares are made to sum to 1.
 *
 * @see B. Li, Y. Hu, X. Nie, C. Han, X. Jiang, T. Guo, L. Liu, "DropKey for Vision Transformer", CVPR 2023.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it); `SHAPE` for
 * rates that are not as many as the keys.
 * @example
 * ```ts
 * import { DropKey } from '@bernoulli/api';
 * new DropKey({ rate: 0.3 }).getConfig(); // => { rate: 0.3 }
 * ```
 */
export class DropKey extends Layer {
  readonly className = 'DropKey';
  readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: DropKeyConfig) {
    super();
    this.#config = readConfig('DropKey', config, fields);
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(scores: Tensor): Tensor {
    const { rate, every } = this.#config;
    const trace = Trace.of(scores);
    if (rate instanceof Module) askRate(rate, scores);
    if (!trace.noisy) {
      trace.skipSite();
      return scores;
    }
    const mask = trace.site({
      type: coinType('DropKey', rate, scores.shape),
      rows: 'own',
      every,
      draw: (draw) => tossCoins(rate, draw, scores),
      logProbability: (drawn) => coinLogProbability(rate, drawn, scores),
    });
    if (rate instanceof LearnedRate)
      return scores.add(logRelaxedCoins(askRate(rate, scores).logit!, mask, rate.temperature));
    return scores.where(mask, scores.sub(LOST));
  }
}
