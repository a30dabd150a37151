/** Concrete dropout: the rate is learned. */
import {
  atLeast,
  fail,
  name,
  plainConfig,
  printShape,
  readConfig,
  type SettingsOf,
  type Shape,
} from '../../../ir/index.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import type { Outputs } from '../../../tracing/module.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { everyField, type Kept } from '../../every.ts';
import { innerLayer } from '../../inner-layer.ts';
import {
  drawInside,
  LOGIT,
  logitWeight,
  meanOf,
  priceOf,
  relaxedCoins,
  relaxedRateFields,
  type RelaxedRateConfig,
} from '../../rates/relaxed-coins.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

export interface ConcreteDropoutConfig<Inner extends Layer = Layer> extends RelaxedRateConfig, Kept {
  /** The layer whose input is dropped, and whose weights the price of the rate looks at. */
  readonly layer: Inner;
  /** Price of the squares of the layer's weights, l² / (2 N τ) in the paper's words. At least 0. Default 1e-6. */
  readonly weightRegularizer?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  layer: innerLayer(),
  weightRegularizer: atLeast(0, 1e-6),
  ...relaxedRateFields(),
  every: everyField(),
  name: name(),
};

/**
 * A layer whose input is dropped in training with a rate that is learned: `[batch, …, features]` to what the layer gives.
 *
 * With p = σ(logit) and independent u ~ U(0, 1), a unit is multiplied by (1 − z) / (1 − p), where
 * z = σ((logit + log u − log(1 − u)) / temperature) is nearly a coin that is 1 with probability p: it has a slope, from which p is
 * learned. To the loss are added weightRegularizer · Σ w² / (1 − p), over the layer's weights of two axes or more, and
 * dropoutRegularizer · features · (p log p + (1 − p) log(1 − p)). So with more rows, for which both prices are less, p falls, and what
 * is left of it is what the data cannot say. With `perUnit` feature k has a p_k of its own: the weights that it is multiplied by pay
 * Σ w² / (1 − p_k), and features · (…) is the sum over k. The mean of a unit is near x and its variance near x² p / (1 − p), the nearer the lower the
 * temperature. In inference nothing is dropped.
 *
 * The noise that `masks` shows is u, `f32 [batch, …, features]`, of density 1 on (0, 1): a unit goes where it is above 1 − p. Weights: those
 * of the layer, below `layer`, and `dropoutLogit`, one number or, with `perUnit`, `[features]`, kept within ±12. `learnedRates` reads it.
 *
 * @see Y. Gal, J. Hron, A. Kendall, "Concrete Dropout", NIPS 2017.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without known features.
 * @example
 * ```ts
 * import { ConcreteDropout, Dense } from '@bernoulli/api';
 * const rows = 1000;
 * const layer = new ConcreteDropout({ layer: new Dense({ units: 64 }), dropoutRegularizer: 2 / rows });
 * layer.getConfig()['initialRate']; // => 0.1
 * ```
 */
export class ConcreteDropout<Inner extends Layer = Layer> extends Layer {
  readonly className = 'ConcreteDropout';
  readonly layer: Inner;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ConcreteDropoutConfig<Inner>) {
    super();
    this.#config = readConfig('ConcreteDropout', config as ConcreteDropoutConfig, fields);
    this.layer = this.#config.layer as Inner;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    if (input.length < 2 || !(input.at(-1)! >= 1))
      fail('SHAPE', {
        who: 'ConcreteDropout',
        what: 'needs an input [batch, …, features] with known features',
        received: printShape(input),
      });
    this.addWeight(logitWeight(input.at(-1)!, this.#config));
  }

  call(x: Tensor): Outputs {
    const logit = this.weight(LOGIT, x);
    const output = (this.layer as Layer).apply(this.#thinned(x, logit));
    Trace.of(x).addLoss(this.#price(x, logit));
    return output;
  }

  #thinned(x: Tensor, logit: Tensor): Tensor {
    const trace = Trace.of(x);
    if (!trace.noisy) {
      trace.skipSite();
      return x;
    }
    const u = trace.site({
      type: { dtype: 'f32', shape: x.shape },
      rows: 'own',
      every: this.#config.every,
      draw: drawInside,
      logProbability: uniformLogDensity,
    });
    return x.mul(relaxedCoins(logit, u, this.#config.temperature)).div(logit.neg().sigmoid());
  }

  #price(x: Tensor, logit: Tensor): Tensor {
    const { weightRegularizer, dropoutRegularizer } = this.#config;
    const q = logit.neg().sigmoid();
    const features = x.shape.at(-1)!;
    const rate = priceOf(logit).mul(dropoutRegularizer * features);
    const squares = this.#kernels(x).map((w) => {
      // Those of each feature, where the kernel multiplies features: its last axis but one.
      const own = q.rank === 1 && w.shape.at(-2) === features;
      const squares = own ? w.square().sum(w.shape.flatMap((_, i) => (i === w.rank - 2 ? [] : [i]))) : w.square().sum();
      const priced = squares.mul(weightRegularizer).div(q);
      return own ? priced.sum() : meanOf(priced);
    });
    return squares.reduce((sum, square) => sum.add(square), rate);
  }

  /** Weights of the layer that are more than a row of numbers. */
  #kernels(x: Tensor): Tensor[] {
    const trace = Trace.of(x);
    const below = `${trace.pathOf(this.layer)}/`;
    return [...trace.parameters.values()]
      .filter(({ path, value, trainable }) => path.startsWith(below) && value.rank >= 2 && trainable)
      .map(({ value }) => value);
  }
}
