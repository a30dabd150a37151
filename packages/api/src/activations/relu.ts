/** The rectifier. */
import { atLeast, number, nullable, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { leakyRelu } from './leaky-relu.ts';

export interface ReluConfig {
  /** The slope below the threshold. Default 0. */
  readonly negativeSlope?: number;
  /** The largest value. Default `null`: none. */
  readonly maxValue?: number | null;
  /** Where the line begins. Default 0. */
  readonly threshold?: number;
}

const fields = { negativeSlope: atLeast(0, 0), maxValue: nullable(atLeast(0)), threshold: number(0) };

/**
 * x above the threshold t, a·(x − t) below it, cut off at the largest value; by default max(x, 0). The gradient at a
 * corner is that of the flatter side, but 1 at 0 where the line only leaks (`leakyRelu`): as in Keras.
 * Source: V. Nair, G. Hinton, "Rectified linear units improve restricted Boltzmann machines" (ICML 2010).
 */
export function relu(x: Tensor, config: ReluConfig = {}): Tensor {
  const { negativeSlope: a, maxValue, threshold: t } = readConfig('relu', config, fields);
  const line =
    t !== 0
      ? x.where(x.greater(t), a === 0 ? 0 : x.sub(t).mul(a))
      : a === 0
        ? x.relu()
        : leakyRelu(x, { negativeSlope: a });
  return maxValue === null ? line : line.minimum(maxValue);
}
