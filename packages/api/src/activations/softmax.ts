/** Scores to probabilities. */
import { readConfig, type Field } from '../config/read-config.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface SoftmaxConfig {
  /** The axis that sums to 1. Default −1, the last. */
  readonly axis?: number;
}

export const softmaxFields: { readonly axis: Field<number> } = {
  axis: { fallback: -1, must: 'be a whole number', holds: Number.isSafeInteger },
};

/** eˣ / Σ eˣ along an axis. */
export function softmax(x: Tensor, config: SoftmaxConfig = {}): Tensor {
  return x.softmax(readConfig('softmax', config, softmaxFields).axis);
}
