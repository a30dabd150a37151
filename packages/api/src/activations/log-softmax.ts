/** Scores to log-probabilities. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { softmaxFields, type SoftmaxConfig } from './softmax.ts';

/** x − log Σ eˣ along an axis. */
export function logSoftmax(x: Tensor, config: SoftmaxConfig = {}): Tensor {
  return x.logSoftmax(readConfig('logSoftmax', config, softmaxFields).axis);
}
