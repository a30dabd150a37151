/** LayerDrop: whole layers are left out. */
import {
  fail,
  name,
  oneOf,
  plainConfig,
  printShape,
  readConfig,
  sameShape,
  type SettingsOf,
} from '../../../ir/index.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import { Module } from '../../../tracing/module.ts';
import { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { byCoins, coinLogProbability, coinType, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { innerLayer } from '../../inner-layer.ts';
import { anyStepRateField, type AnyStepRate } from '../../rate.ts';
import { askRate } from '../../rates/asked-rate.ts';

export interface LayerDropConfig<Inner extends Layer = Layer> extends Kept {
  /** The layer that may be left out. Its output has the shape of its input. */
  readonly layer: Inner;
  /**
   * Probability in [0, 1] of leaving it out: one number, a schedule over the training steps, or a layer that says it, as
   * `LearnedRate` does.
   */
  readonly rate: AnyStepRate;
  /** `'shared'`, the default: one coin for the batch, as in the paper. `'own'`: one for each row. */
  readonly rows?: 'shared' | 'own' | undefined;
  readonly name?: string | undefined;
}

const fields = {
  layer: innerLayer(),
  rate: anyStepRateField('LayerDrop'),
  rows: oneOf(['shared', 'own'], 'shared'),
  every: everyField(),
  name: name(),
};

/**
 * Leaves a layer out with probability `rate` in training: `[batch, …]` to the same shape.
 *
 * With p = 1 − rate and m ~ Bernoulli(p), the output is layer(x) where m, and x elsewhere, not scaled, as in the paper: mean
 * p layer(x) + (1 − p) x, variance p (1 − p) (layer(x) − x)². A mask, `bool [1, …]` or with `rows: 'own'` `[batch, 1, …]`, has the
 * probability Π p^m (1 − p)^(1 − m). In inference the layer is always there; a network that was trained like this may also be used with
 * some of its layers taken out for good.
 *
 * Weights: those of the layer, below `layer`.
 *
 * @see A. Fan, E. Grave, A. Joulin, "Reducing Transformer Depth on Demand with Structured Dropout", ICLR 2020.
 * @throws BernoulliError `CONFIG` for what is no layer, or a rate outside [0, 1] or NaN (for a schedule: at the step that has it); `SHAPE`
 * for a layer that changes the shape.
 * @example
 * ```ts
 * import { Dense, LayerDrop } from '@bernoulli/api';
 * new LayerDrop({ layer: new Dense({ units: 8, activation: 'relu' }), rate: 0.2 }).layer.className; // => 'Dense'
 * ```
 */
export class LayerDrop<Inner extends Layer = Layer> extends Layer {
  readonly className = 'LayerDrop';
  readonly layer: Inner;
  readonly rate: AnyStepRate;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: LayerDropConfig<Inner>) {
    super();
    this.#config = readConfig('LayerDrop', config as LayerDropConfig, fields);
    this.layer = this.#config.layer as Inner;
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { rate, rows, every } = this.#config;
    if (rate instanceof Module) askRate(rate, x);
    const there = (this.layer as Layer).apply(x);
    if (!(there instanceof Tensor) || !sameShape(there.shape, x.shape))
      fail('SHAPE', {
        who: 'LayerDrop',
        what: `the layer must give what it takes, ${printShape(x.shape)}`,
        received: there instanceof Tensor ? printShape(there.shape) : 'several outputs',
      });
    const trace = Trace.of(x);
    if (!trace.noisy) {
      trace.skipSite();
      return there;
    }
    const coin = trace.site({
      type: coinType(
        'LayerDrop',
        rate,
        x.shape.map((n, axis) => (axis === 0 && rows === 'own' ? n : 1)),
      ),
      rows,
      every,
      draw: (draw) => tossCoins(rate, draw, x),
      logProbability: (drawn) => coinLogProbability(rate, drawn, x),
    });
    return byCoins(rate, x, coin, there, x);
  }
}
