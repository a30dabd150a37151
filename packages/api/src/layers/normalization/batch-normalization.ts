/** Batch normalization: each unit is brought to mean 0 and variance 1 over the batch. */
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { integer, name, plainConfig, positive, rate, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { stepWeights } from '../masks.ts';
import { alongAxes, knownAxes, scaleAndShift, weightsOf, type ScaleAndShiftConfig } from './scale-and-shift.ts';

export interface BatchNormalizationConfig extends ScaleAndShiftConfig {
  /** The axis of the units, which are normalized one by one. Default −1, the last. */
  readonly axis?: number | undefined;
  /** In [0, 1]: the share of the moving statistics that stays at each step. Default 0.99. */
  readonly momentum?: number | undefined;
  /** Added to the variance, above 0. Default 0.001. */
  readonly epsilon?: number | undefined;
  /** Default `'zeros'`. */
  readonly movingMeanInitializer?: InitializerLike | undefined;
  /** Default `'ones'`. */
  readonly movingVarianceInitializer?: InitializerLike | undefined;
  readonly name?: string | undefined;
}

const fields = {
  axis: integer(-1),
  momentum: rate(0.99),
  epsilon: positive(1e-3),
  ...scaleAndShift(),
  movingMeanInitializer: initializer('zeros'),
  movingVarianceInitializer: initializer('ones'),
  name: name(),
};

/** Added to a count of rows that take part, so that none gives no NaN. As in Keras. */
const EPSILON = 1e-7;

/**
 * gamma · (x − mean) / √(variance + epsilon) + beta, for each unit of an axis: `[batch, …, n]` to the same shape.
 *
 * In training mean and variance are those of the batch, over all axes but that one, and the moving ones are drawn towards them:
 * moving ← momentum · moving + (1 − momentum) · seen. In inference, in sampling, and where the layer is frozen, the moving ones are used. The
 * variance is divided by the number of values, as in Keras; PyTorch moves one divided by one less.
 *
 * A second input, a `bool` mask over the first axes, as `[batch, steps]`, says which values the statistics are of.
 *
 * Weights, all `[n]`: `gamma`, `beta`, and, not trained, `movingMean` and `movingVariance`.
 *
 * @see S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift", ICML 2015.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an axis that is not there, is the batch, or has no known size.
 * @example
 * ```ts
 * import { BatchNormalization } from '@bernoulli/api';
 * new BatchNormalization({ momentum: 0.9 }).getConfig().momentum; // => 0.9
 * ```
 */
export class BatchNormalization extends Layer {
  readonly className = 'BatchNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: BatchNormalizationConfig = {}) {
    super();
    this.#config = readConfig('BatchNormalization', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const shape = [input[this.#axis(input)]!];
    for (const weight of weightsOf(this.#config, shape)) this.addWeight(weight);
    const { movingMeanInitializer, movingVarianceInitializer } = this.#config;
    this.addWeight({ name: 'movingMean', shape, initializer: movingMeanInitializer, trainable: false });
    this.addWeight({ name: 'movingVariance', shape, initializer: movingVarianceInitializer, trainable: false });
  }

  call(x: Tensor, mask?: Tensor): Tensor {
    const { center, scale, epsilon } = this.#config;
    const along = alongAxes([this.#axis(x.shape)], x.shape);
    const { mean, variance } = this.#statistics(x, mask);
    const root = variance.add(epsilon).sqrt();
    const factor = scale ? this.weight('gamma', x).div(root) : root.divInto(1);
    const normal = x.sub(mean.reshape(along)).mul(factor.reshape(along));
    return center ? normal.add(this.weight('beta', x).reshape(along)) : normal;
  }

  #axis(input: Shape): number {
    return knownAxes('BatchNormalization', this.#config.axis, input)[0]!;
  }

  #statistics(x: Tensor, mask: Tensor | undefined): { readonly mean: Tensor; readonly variance: Tensor } {
    const trace = Trace.of(x);
    if (trace.mode !== 'train' || trace.isFrozen(trace.path))
      return { mean: this.weight('movingMean', x), variance: this.weight('movingVariance', x) };
    const axis = this.#axis(x.shape);
    const meanOf = this.#meanOver(
      [...x.shape.keys()].filter((at) => at !== axis),
      x,
      mask,
    );
    const mean = meanOf(x);
    const variance = meanOf(x.sub(mean.reshape(alongAxes([axis], x.shape))).square());
    const { momentum } = this.#config;
    const towards =
      (seen: Tensor) =>
      (now: Tensor): Tensor =>
        now.mul(momentum).add(seen.mul(1 - momentum));
    this.replaceWeight('movingMean', x, towards(mean));
    this.replaceWeight('movingVariance', x, towards(variance));
    return { mean, variance };
  }

  /** The mean over some axes, of what takes part. */
  #meanOver(axes: readonly number[], x: Tensor, mask: Tensor | undefined): (values: Tensor) => Tensor {
    if (mask === undefined) return (values) => values.mean(axes);
    const weights = stepWeights('BatchNormalization', x, mask).broadcastTo(x.shape);
    const count = weights.sum(axes).add(EPSILON);
    return (values) => values.mul(weights).sum(axes).div(count);
  }
}
