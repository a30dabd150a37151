/** Masks that a layer is handed beside its input: `bool`, true for what takes part. */
import { fail, printShape, sameShape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

/** So low that its power is 0 beside any score, and finite, so that a row in which nothing takes part has no NaN: all its scores are equal. */
const LOWEST = -1e9;

/** Scores with those out of the way that take no part. */
export function maskedScores(who: string, scores: Tensor, mask: Tensor): Tensor {
  requireMask(who, mask);
  return scores.where(mask, LOWEST);
}

/** A mask `[batch, steps]` of `[batch, steps, …]` as numbers, with an axis of 1 for each further one. */
export function stepWeights(who: string, x: Tensor, mask: Tensor): Tensor {
  requireMask(who, mask);
  if (!sameShape(mask.shape, x.shape.slice(0, mask.rank)))
    fail('SHAPE', {
      who,
      what: `the mask must have the first axes of the input, ${printShape(x.shape)}`,
      received: printShape(mask.shape),
    });
  return mask.cast('f32').reshape([...mask.shape, ...x.shape.slice(mask.rank).map(() => 1)]);
}

/** @throws BernoulliError `DTYPE` unless the mask is `bool`. */
export function requireMask(who: string, mask: Tensor): void {
  if (mask.dtype !== 'bool') fail('DTYPE', { who, what: 'the mask must be bool', received: mask.dtype });
}
