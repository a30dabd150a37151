/** How likely yes-or-no answers are under predicted probabilities. */
import type { Tensor } from '../tracing/tensor.ts';
import { clipProbability } from './clip-probability.ts';

/** y log p + (1 − y) log(1 − p) of each element, with p clipped to [1e-7, 1 − 1e-7]. */
export function binaryLogLikelihood(y: Tensor, probability: Tensor): Tensor {
  const p = clipProbability(probability);
  return p
    .log()
    .mul(y)
    .add(p.subFrom(1).log().mul(y.subFrom(1)));
}
