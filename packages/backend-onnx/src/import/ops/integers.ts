/** Whole numbers: types narrower than ours wrap as they do in the file, and division is put together from that of floats, exactly. */
import type { Tensor } from '@bernoulli/api';
import { elementTypes, type ElementType } from '../../proto/element-type.ts';
import { unsupported } from '../unsupported.ts';

/** Refuses to compute in the type of which our dtype holds the bits, where an operator would take them for numbers with a sign. */
export function requireSmall(type: ElementType): void {
  if (type === 'uint32') unsupported(`arithmetic of type ${type}`);
}

/** The largest `f32` below 2³¹. */
const MOST = 2 ** 31 - 128;

/** Nearly a / b, towards zero. */
function estimate(a: Tensor, b: Tensor): Tensor {
  return a.cast('f32').div(b.cast('f32')).clip(-MOST, MOST).cast('i32');
}

/**
 * a / b of `i32`, towards zero. A quotient of floats is wrong by a part in 2²²: what it leaves over is divided again, twice, and the last unit is settled
 * by comparison. Where b is 0 the result means nothing.
 */
export function truncatedQuotient(a: Tensor, b: Tensor): Tensor {
  let quotient = estimate(a, b);
  for (let i = 0; i < 2; i++) quotient = quotient.add(estimate(a.sub(quotient.mul(b)), b));
  const unit = a.sign().mul(b.sign());
  const rest = a.sub(quotient.mul(b));
  const over = rest.sign().mul(a.sign()).less(0).cast('i32').mul(unit);
  const under = rest.add(over.mul(b)).abs().greaterEqual(b.abs()).cast('i32').mul(unit);
  return quotient.sub(over).add(under);
}

/** a / b of `i32`, towards −∞. */
export function flooredQuotient(a: Tensor, b: Tensor): Tensor {
  const quotient = truncatedQuotient(a, b);
  const rest = a.sub(quotient.mul(b));
  return quotient.sub(rest.sign().mul(b.sign()).less(0).cast('i32'));
}

/** x / 2ⁿ of `i32`, towards −∞, for n from 0 to 30. */
export function shiftedRight(x: Tensor, bits: number): Tensor {
  return flooredQuotient(x, x.constant(Int32Array.of(2 ** bits), []));
}

/** What a sum or a product is in a type of 8 or 16 bits. */
export function wrapped(x: Tensor, type: ElementType): Tensor {
  const { bits = 64, signed = false } = elementTypes[type];
  if (bits > 16) return x;
  const [turn, least] = [2 ** bits, signed ? 2 ** (bits - 1) : 0];
  const from = least === 0 ? x : x.add(least);
  const within = from.sub(shiftedRight(from, bits).mul(turn));
  return least === 0 ? within : within.sub(least);
}
