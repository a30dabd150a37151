/** Powers, whose two operands may be of different types. The result has that of the base. */
import type { Tensor } from '@bernoulli/api';
import type { Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { castTo } from './cast.ts';
import { requireSmall, shiftedRight, wrapped } from './integers.ts';

/** A whole number to a whole number: by squares, as far as 32 bits hold a base other than −1, 0 and 1. */
function ofIntegers(x: Tensor, exponent: Tensor): Tensor {
  // Beyond 62 only the bases −1, 0 and 1 have a power that fits, and of them only whether the exponent is odd is asked.
  const odd = exponent.sub(shiftedRight(exponent, 1).mul(2));
  let rest = odd.add(62).where(exponent.greater(63), exponent).maximum(0);
  let [result, square] = [x.mul(0).add(1), x];
  for (let bit = 0; bit < 6; bit++) {
    const half = shiftedRight(rest, 1);
    const isOdd = rest.sub(half.mul(2)).equal(1);
    result = result.mul(square).where(isOdd, result);
    square = square.mul(square);
    rest = half;
  }
  // A power below 0 is a fraction, of which the whole part is left: ±1 for ±1, else 0.
  const sign = x.where(odd.equal(1), 1);
  const fraction = sign.where(x.abs().equal(1), 0);
  return fraction.where(exponent.less(0), result);
}

/** A power of floats that is cut to a whole number. What is whole may come out a little below it: that is set right first. */
function cut(power: Tensor): Tensor {
  const near = power.round();
  const isWhole = power.sub(near).abs().lessEqual(near.abs().mul(1e-5));
  return near.where(isWhole, power).cast('i32');
}

export const powers: Readonly<Record<string, Operator>> = {
  Pow: (c) => {
    const [x, y] = [c.input(0), c.input(1)];
    requireSmall(x.type);
    if (x.dtype === 'bool' || y.dtype === 'bool') unsupported('operands of type bool');
    if (x.dtype === 'i32' && y.type === 'uint32') requireSmall(y.type);
    if (x.dtype === 'i32' && y.dtype === 'i32')
      return Value.of(wrapped(ofIntegers(x.tensor, y.tensor), x.type), x.type);
    const power = x.tensor.cast('f32').pow(castTo(y, 'float').tensor);
    return c.same(x.dtype === 'i32' ? cut(power) : power);
  },
};
