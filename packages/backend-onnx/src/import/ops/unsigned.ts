/** Whole numbers of 32 bits without a sign: `i32` holds their bits, so that those from 2³¹ up look like numbers below 0. */
import type { Tensor } from '@bernoulli/api';
import { truncatedQuotient } from './integers.ts';

const HALF = 2 ** 31;

/** In the order of the numbers without a sign. */
export function inOrder(x: Tensor): Tensor {
  return x.add(x.constant(Int32Array.of(-HALF), []));
}

/** x / 2, without a sign. */
function halved(x: Tensor): Tensor {
  const two = x.constant(Int32Array.of(2), []);
  const quotient = truncatedQuotient(x, two);
  const floored = quotient.sub(x.sub(quotient.mul(2)).less(0).cast('i32'));
  return floored.add(x.constant(Int32Array.of(-HALF), [])).where(x.less(0), floored);
}

/** x / 2ⁿ for n from 0 to 31, without a sign. */
export function shiftedDown(x: Tensor, bits: Tensor): Tensor {
  const powers = x.constant(Int32Array.from({ length: 31 }, (_, i) => 2 ** i));
  const half = halved(x);
  const rest = truncatedQuotient(half, powers.gather(bits.sub(1).clip(0, 30)));
  return x.where(bits.equal(0), rest);
}

/** a / b without a sign (Hacker's Delight, 9-3): half of a, which has a sign bit to spare, divided and doubled. */
export function unsignedQuotient(a: Tensor, b: Tensor): Tensor {
  const isWide = b.less(0);
  const small = b.where(isWide.not(), 1);
  const twice = truncatedQuotient(halved(a), small).mul(2);
  const rest = a.sub(twice.mul(small));
  const quotient = twice.add(inOrder(rest).greaterEqual(inOrder(small)).cast('i32'));
  const one = inOrder(a).greaterEqual(inOrder(b)).cast('i32');
  return one.where(isWide, quotient);
}

/** The nearest float. */
export function unsignedToFloat(x: Tensor): Tensor {
  const sixteen = x.constant(Int32Array.of(16), []);
  const upper = shiftedDown(x, sixteen);
  return upper
    .cast('f32')
    .mul(65536)
    .add(x.sub(upper.mul(65536)).cast('f32'));
}

/** The bits of a float that is cut to a whole number. */
export function floatToUnsigned(x: Tensor): Tensor {
  return x
    .sub(2 ** 32)
    .where(x.greaterEqual(HALF), x)
    .cast('i32');
}
