/** Standard dropout: each unit is kept or dropped by a coin of its own. */
import { checkKeys } from '../config/read-config.ts';
import { fail, printShape, type Shape, type TensorData, type TensorType } from '../ir/index.ts';
import { drawBernoulli } from '../random/draw.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { DropoutKind, type Draw, type Moments } from './kind.ts';
import { checkNoiseShape, drawsByRow, resolveNoiseShape, type NoiseShape } from './noise-shape.ts';
import { checkRate, keepProbability, type Rate } from './rate.ts';

export interface DropoutConfig {
  /** Probability in [0, 1] of dropping a unit: one number, or one per unit of the last axis. */
  readonly rate: Rate;
  /** Axes that share one draw, as in `[null, 1, null]`. Default: each element has its own. */
  readonly noiseShape?: NoiseShape | undefined;
  readonly name?: string | undefined;
}

/**
 * Drops each unit with probability `rate` in training, and scales what is kept so that the mean stays.
 *
 * With keep probabilities p_j = 1 − rate_j and independent m_j ~ Bernoulli(p_j), the output is y_j = x_j · m_j / p_j. Its mean is
 * x_j, its variance x_j² (1 − p_j) / p_j. A thinned network has the probability Π p_j^{m_j} (1 − p_j)^{1 − m_j}, conditional on the
 * layer below. In inference the layer is the identity. Rate 1 gives zeros, with zero gradient.
 *
 * @see Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting", JMLR 15 (2014); scaled in training ("inverted"), as in Keras.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN; `SHAPE` for rates or a noise shape that do not fit the input.
 * @example
 * ```ts
 * import { Dropout } from '@bernoulli/api';
 * new Dropout({ rate: 0.5 }).moments(3); // => { mean: 3, variance: 9 }
 * ```
 */
export class Dropout extends DropoutKind {
  readonly className = 'Dropout';
  readonly #config: DropoutConfig;

  // Law

  moments(x: number, unit = 0): Moments {
    const keep = keepProbability(this.#config.rate, unit);
    return keep === 0 ? { mean: 0, variance: 0 } : { mean: x, variance: (x * x * (1 - keep)) / keep };
  }

  logProbability({ data, shape }: TensorData): number {
    const units = shape.at(-1) ?? 1;
    let sum = 0;
    for (let i = 0; i < data.length; i++) {
      const keep = keepProbability(this.#config.rate, i % units);
      sum += Math.log(data[i] ? keep : 1 - keep);
    }
    return sum;
  }

  // Check

  constructor(config: DropoutConfig) {
    super();
    checkKeys('Dropout', config, ['rate', 'noiseShape', 'name']);
    checkRate('Dropout', config.rate);
    checkNoiseShape('Dropout', config.noiseShape);
    this.#config = config;
  }

  getConfig(): Readonly<Record<string, unknown>> {
    return { ...this.#config };
  }

  // Noise

  protected noiseType(input: Shape): TensorType {
    const { rate, noiseShape } = this.#config;
    const shape = resolveNoiseShape('Dropout', noiseShape, input);
    if (typeof rate !== 'number' && rate.length !== shape.at(-1))
      fail('SHAPE', {
        who: 'Dropout',
        what: `${rate.length} rates need a mask whose last axis has as many units`,
        received: printShape(shape),
      });
    return { dtype: 'bool', shape };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    const { rate, noiseShape } = this.#config;
    const keep = typeof rate === 'number' ? keepProbability(rate, 0) : rate.map((_, j) => keepProbability(rate, j));
    return drawBernoulli(key, keep, type.shape, drawsByRow(noiseShape) ? rowOffset : undefined);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    // Nothing survives a keep probability of 0, so that scale is never used; as 0 it keeps infinities out of the gradient.
    const scale = (keep: number): number => (keep === 0 ? 0 : 1 / keep);
    const { rate } = this.#config;
    const scaled =
      typeof rate === 'number'
        ? x.mul(scale(keepProbability(rate, 0)))
        : x.mul(x.constant(Float32Array.from(rate, (_, j) => scale(keepProbability(rate, j)))));
    return scaled.where(mask, 0);
  }
}
