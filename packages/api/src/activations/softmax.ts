/** Scores to probabilities. */
import { integer, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface SoftmaxConfig {
  /** The axis that sums to 1. Default −1, the last. */
  readonly axis?: number;
}

export const softmaxFields = { axis: integer(-1) };

/** eˣ / Σ eˣ along an axis. */
export function softmax(x: Tensor, config: SoftmaxConfig = {}): Tensor {
  return x.softmax(readConfig('softmax', config, softmaxFields).axis);
}
