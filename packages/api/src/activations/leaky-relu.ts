/** The rectifier that leaks. */
import { atLeast, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface LeakyReluConfig {
  /** The slope below 0. Default 0.2. */
  readonly negativeSlope?: number;
}

/**
 * x from 0 up, a·x below. Its slope at 0 is 1, as in Keras (a in PyTorch).
 * Source: A. Maas, A. Hannun, A. Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013).
 */
export function leakyRelu(x: Tensor, config: LeakyReluConfig = {}): Tensor {
  const { negativeSlope } = readConfig('leakyRelu', config, { negativeSlope: atLeast(0, 0.2) });
  return x.where(x.greaterEqual(0), x.mul(negativeSlope));
}
