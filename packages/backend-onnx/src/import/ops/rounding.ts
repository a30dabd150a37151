/** Floats rounded to fewer digits than are computed with, as a cast to a small kind of float does. */
import type { Tensor } from '@bernoulli/api';
import type { FloatFormat } from '../../proto/small-float.ts';

/** What a number beyond the largest becomes: the largest, or an infinity where there is one and NaN elsewhere. */
export type Overflow = 'largest' | 'special';

/** The largest power of two that is not above |x|, of those that the format has; below the least, the least. */
function powerBelow(x: Tensor, least: number, most: number): Tensor {
  let power = x.constant(Float32Array.of(2 ** least), []).broadcastTo(x.shape);
  const size = x.abs();
  for (let step = 2 ** Math.floor(Math.log2(Math.max(1, most - least))); step >= 1; step /= 2) {
    // Two factors, since one power of two may be beyond `f32`; what overflows is above every number.
    const next = power.mul(2 ** Math.ceil(step / 2)).mul(2 ** Math.floor(step / 2));
    power = next.where(size.greaterEqual(next), power);
  }
  return power;
}

/**
 * The nearest number of the format, of two that are equally near the even one. To the gradient it is x itself.
 *
 * @param overflow what becomes of a number beyond the largest
 */
export function roundedTo(x: Tensor, format: FloatFormat, overflow: Overflow): Tensor {
  const { fraction, bias, largest, special } = format;
  const most = Math.floor(Math.log2(largest));
  const power = powerBelow(x, 1 - bias, most);
  const steps = 2 ** fraction;
  const nearest = x.div(power).mul(steps).round().div(steps).mul(power);
  const moved = nearest.sub(x).where(x.isFinite(), 0);
  const rounded = x.add(moved.stopGradient());
  // Half a step beyond the largest number is as near to it as to the next, and goes to the even one of the two.
  const limit = largest + 2 ** (most - fraction - 1);
  const isBeyond = special === 'all-ones' ? x.abs().greater(limit) : x.abs().greaterEqual(limit);
  const end = overflow === 'largest' || special === 'none' ? largest : special === 'ieee' ? Infinity : NaN;
  const ends = x.constant(Float32Array.of(end), []);
  const made = ends.neg().where(x.less(0), ends).where(isBeyond, rounded);
  // Where there is no NaN, it is 0.
  return special === 'none' ? made.where(x.equal(x), 0) : made;
}

/** The power of two of a format of exponents alone: the one above, below or nearest. What is below the least is the least. */
export function powerOfTwo(x: Tensor, { bias, largest }: FloatFormat, mode: 'up' | 'down' | 'nearest'): Tensor {
  const below = powerBelow(x, 1 - bias, Math.floor(Math.log2(largest)));
  const goesUp = mode === 'down' ? undefined : mode === 'up' ? x.greater(below) : x.greaterEqual(below.mul(1.5));
  const made = goesUp === undefined ? below : below.mul(2).minimum(largest).where(goesUp, below);
  return made.where(x.equal(x), x);
}
