/** A rate that is learned, for any kind whose law has a slope in it. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { noInnerLayer } from '../inner-layer.ts';
import { FURTHEST, LOGIT, logitWeight, priceOf, relaxedRateFields, type RelaxedRateConfig } from './relaxed-coins.ts';

export interface LearnedRateConfig extends RelaxedRateConfig {
  /** What adds to the rate for an input, before the sigmoid: a layer that learns which inputs bear noise. Default: none. */
  readonly layer?: Layer | undefined;
  readonly name?: string | undefined;
}

const fields = {
  ...relaxedRateFields(),
  layer: noInnerLayer(),
  name: name(),
};

/**
 * A rate that is learned: `new Dropout({ rate: new LearnedRate() })`. As a layer it gives log(rate / (1 − rate)) for what is dropped,
 * `[batch, …, units]` to a number, or `[units]` with `perUnit`, or what `layer` gives.
 *
 * With rate p = σ(logit) and independent u ~ U(0, 1), what a coin would keep is multiplied by 1 − z, where
 * z = σ((logit + log u − log(1 − u)) / temperature) is nearly a coin that is 1 with probability p, and has a slope, from which p is learned;
 * what a coin would put in its place is multiplied by z. `GaussianDropout` needs no such coin: its noise has a slope in the rate as it is.
 * To the loss is added dropoutRegularizer · units · (p log p + (1 − p) log(1 − p)), least at ½, as the loss alone would have no noise. The
 * weights behind it pay nothing: give them a regularizer, or take `ConcreteDropout`, whose price is that of the paper.
 *
 * With `layer` the logit is that of `initialRate`, which is learned too, plus what the layer says of the input: a rate for each row, or each
 * element, that shares as the coins do. Where one `LearnedRate` is given to several layers, they have one rate.
 *
 * The noise that `masks` shows is u, of density 1 on (0, 1). `moments` are those of the relaxed coins at `initialRate`. Weight:
 * `dropoutLogit`, below `rate` of the layer that drops, kept within ±12; `learnedRates` reads it.
 *
 * @see Y. Gal, J. Hron, A. Kendall, "Concrete Dropout", NIPS 2017.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for rates that do not share as the coins do.
 * @example
 * ```ts
 * import { AlphaDropout, LearnedRate } from '@bernoulli/api';
 * const layer = new AlphaDropout({ rate: new LearnedRate({ initialRate: 0.2, perUnit: true }) });
 * layer.getConfig()['rate'].className; // => 'LearnedRate'
 * ```
 */
export class LearnedRate extends Layer {
  readonly className = 'LearnedRate';
  readonly layer: Layer | undefined;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: LearnedRateConfig = {}) {
    super();
    this.#config = readConfig('LearnedRate', config, fields);
    this.layer = this.#config.layer;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  get initialRate(): number {
    return this.#config.initialRate;
  }

  get temperature(): number {
    return this.#config.temperature;
  }

  override build(input: readonly number[]): void {
    this.addWeight(logitWeight(input.at(-1)!, this.#config));
  }

  call(x: Tensor): Tensor {
    const base = this.weight(LOGIT, x);
    const logit = this.layer === undefined ? base : base.add(this.layer.apply(x) as Tensor).clip(-FURTHEST, FURTHEST);
    Trace.of(x).addLoss(priceOf(logit).mul(this.#config.dropoutRegularizer * (x.shape.at(-1) ?? 1)));
    return logit;
  }
}
