/** The bits of `f32` as `i32`, and back: exact, of all but what tells one NaN from another. */
import type { Tensor } from '@bernoulli/api';

/** Bits of the fraction, and what is added to an exponent of 2. */
const [FRACTION, BIAS] = [23, 127];
const NONE = 2 ** FRACTION;
const SIGN = -(2 ** 31);
const NAN = 0x7fc00000;

const floats = (like: Tensor, f: (exponent: number) => number): Tensor =>
  like.constant(
    Float32Array.from({ length: 256 }, (_, i) => f(i)),
    [256],
  );

/** The last place of an ascending table of 256 that is not above a number: its exponent, by halving. */
function placeIn(table: Tensor, x: Tensor): Tensor {
  let at = x.constant(Int32Array.of(0), []).broadcastTo(x.shape);
  for (let step = 128; step >= 1; step /= 2) {
    const next = at.add(step);
    at = next.where(x.greaterEqual(table.gather(next)), at);
  }
  return at;
}

/** What a stored exponent stands for, in two factors: one alone may be too large or too small to be held. */
const power = (exponent: number): number => Math.max(exponent, 1) - BIAS;
const half = (exponent: number): number => Math.floor(power(exponent) / 2);

export function bitsOfFloat(x: Tensor): Tensor {
  const size = x.abs();
  const exponent = placeIn(
    floats(x, (i) => (i === 0 ? 0 : 2 ** (i - BIAS))),
    size,
  );
  const [first, second] = [floats(x, (i) => 2 ** -half(i)), floats(x, (i) => 2 ** (half(i) - power(i)))];
  const scaled = size.mul(first.gather(exponent)).mul(second.gather(exponent));
  const whole = scaled.where(size.isFinite(), 1).mul(NONE).cast('i32');
  const magnitude = whole.sub(exponent.greater(0).cast('i32').mul(NONE)).add(exponent.mul(NONE));
  // −0 is told by what it divides.
  const isNegative = x.divInto(1).less(0).or(x.less(0));
  const bits = magnitude.add(SIGN).where(isNegative, magnitude);
  return x.constant(Int32Array.of(NAN), []).where(x.notEqual(x), bits);
}

export function floatOfBits(bits: Tensor): Tensor {
  const isNegative = bits.less(0);
  const magnitude = bits.sub(SIGN).where(isNegative, bits);
  const table = bits.constant(
    Int32Array.from({ length: 256 }, (_, i) => i * NONE),
    [256],
  );
  const exponent = placeIn(table, magnitude);
  const fraction = magnitude.sub(exponent.mul(NONE));
  const scaled = fraction
    .add(exponent.greater(0).cast('i32').mul(NONE))
    .cast('f32')
    .mul(1 / NONE);
  const [first, second] = [floats(bits, (i) => 2 ** half(i)), floats(bits, (i) => 2 ** (power(i) - half(i)))];
  const size = scaled.mul(first.gather(exponent)).mul(second.gather(exponent));
  const number = (value: number): Tensor => bits.constant(Float32Array.of(value), []);
  const special = number(Infinity).where(fraction.equal(0), NaN);
  const found = special.where(exponent.equal(255), size);
  return found.mul(number(-1).where(isNegative, 1));
}
