/** Predictions sorted in between thresholds, which is all that curves and counts over thresholds need. */
import { Tensor } from '../tracing/tensor.ts';

/**
 * How many of the thresholds, in rising order, each prediction is above: `i32` of the shape of `p`; 0 for NaN. Every one is
 * compared with every one, unless those between the first and the last are 1/n, 2/n, …: then the place is worked out, and
 * memory does not grow with their number.
 */
export function bucketsOf(p: Tensor, thresholds: readonly number[], even: boolean): Tensor {
  const all = p.constant(Float32Array.from(thresholds));
  if (!even)
    return p
      .reshape([...p.shape, 1])
      .greater(all)
      .cast('i32')
      .sum(-1);
  const last = thresholds.length - 1;
  const given = p.clip(0, 1);
  const guess = given.mul(last).ceil().cast('i32').maximum(0).minimum(last);
  // Rounding may have put what lies at a threshold on its wrong side.
  const above = given.greater(all.gather(guess)).cast('i32');
  const below = given.lessEqual(all.gather(guess.sub(1))).cast('i32');
  return guess.add(above).sub(below).maximum(0).where(p.equal(p), 0);
}

/** Σ of the weights that go into each of `size` buckets: `f32 [size]`. */
export function sumInto(buckets: Tensor, weight: Tensor, size: number): Tensor {
  const { b } = weight;
  const flat = (x: Tensor): Tensor => x.broadcastTo(buckets.shape).reshape([null]);
  return new Tensor(b, b.scatterAdd(flat(buckets).ref, flat(weight).ref, size));
}
