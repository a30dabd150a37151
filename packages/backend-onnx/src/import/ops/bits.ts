/** Operators on the bits of whole numbers: each number is laid out as its 32 bits, by exact divisions. */
import type { Tensor } from '@bernoulli/api';
import { elementTypes } from '../../proto/element-type.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { typeAttribute } from './cast.ts';
import { bitsOfFloat, floatOfBits } from './float-bits.ts';
import { flooredQuotient, wrapped } from './integers.ts';
import { shiftedDown } from './unsigned.ts';

const LOWER = 31;

/** The 31 lower bits of each number, 0 or 1, along a new last axis. */
function lowerBits(x: Tensor): Tensor {
  const powers = x.constant(Int32Array.from({ length: LOWER }, (_, i) => 2 ** i));
  const shifted = flooredQuotient(x.reshape([...x.shape, 1]), powers);
  const two = x.constant(Int32Array.of(2), []);
  return shifted.sub(flooredQuotient(shifted, two).mul(2));
}

/** A function of pairs of bits; the sign is the highest. */
function onBits(f: (a: Tensor, b: Tensor) => Tensor): Operator {
  return (c) => {
    const [a, b] = [c.input(0), c.input(1)];
    requireInteger(a);
    requireInteger(b);
    const powers = a.tensor.constant(Int32Array.from({ length: LOWER }, (_, i) => 2 ** i));
    const lower = f(lowerBits(a.tensor), lowerBits(b.tensor)).mul(powers).sum(-1);
    const sign = f(a.tensor.less(0).cast('i32'), b.tensor.less(0).cast('i32'));
    return Value.of(lower.add(sign.mul(-(2 ** 31))), a.type);
  };
}

function requireInteger({ type, dtype }: Value): void {
  if (dtype !== 'i32') unsupported(`an operand of type ${type}`);
}

function not(c: NodeCall): Value {
  const x = c.input(0);
  requireInteger(x);
  const { signed = true, bits = 32 } = elementTypes[x.type];
  if (x.type === 'uint64') unsupported('an operand of type uint64, of which 32 bits are held');
  return c.same(signed || bits === 32 ? x.tensor.neg().sub(1) : x.tensor.neg().add(2 ** bits - 1));
}

/** A shift multiplies by a power of two, or divides by one towards −∞; as far as the width of the type, or more, leaves 0 or the sign. */
function shift(c: NodeCall): Value {
  const [x, by] = [c.input(0), c.input(1)];
  requireInteger(x);
  const isLeft = c.word('direction', ['LEFT', 'RIGHT'], 'LEFT') === 'LEFT';
  const bits = Math.min(elementTypes[x.type].bits ?? 32, 32);
  const powers = x.tensor.constant(Int32Array.from({ length: LOWER }, (_, i) => 2 ** i));
  const distance = by.tensor.maximum(0).minimum(LOWER - 1);
  const power = powers.gather(distance);
  const isWhole = by.tensor.greaterEqual(bits).or(by.tensor.less(0));
  if (isLeft) {
    const once = x.tensor.mul(power);
    const more = once.mul(by.tensor.sub(distance).clip(0, 1).add(1));
    return Value.of(wrapped(more.mul(isWhole.not().cast('i32')), x.type), x.type);
  }
  if (x.type === 'uint32') {
    const down = shiftedDown(x.tensor, by.tensor.clip(0, LOWER));
    return c.same(down.mul(isWhole.not().cast('i32')));
  }
  const shifted = flooredQuotient(x.tensor, power);
  const last = x.tensor.less(0).cast('i32').neg();
  return c.same(last.where(isWhole.or(by.tensor.greaterEqual(LOWER)), shifted));
}

/** The same bits as another type of the same width. */
function bitCast(c: NodeCall): Value {
  const x = c.input(0);
  const type = typeAttribute(c, 'to', x.type);
  const [from, to] = [elementTypes[x.type], elementTypes[type]];
  if (x.type === 'float' && to.bytes === 4) return Value.of(bitsOfFloat(x.tensor), type);
  if (type === 'float' && from.bytes === 4) return Value.of(floatOfBits(x.tensor), type);
  if (from.bytes !== to.bytes || from.dtype === 'f32' || to.dtype === 'f32')
    unsupported(`the bits of ${x.type} as ${type}`);
  if (to.dtype === 'bool') return Value.of(x.tensor.cast('bool'), type);
  return Value.of(wrapped(x.tensor.cast('i32'), type), type);
}

export const bits: Readonly<Record<string, Operator>> = {
  BitwiseAnd: onBits((a, b) => a.mul(b)),
  BitwiseOr: onBits((a, b) => a.maximum(b)),
  BitwiseXor: onBits((a, b) => a.sub(b).abs()),
  BitwiseNot: not,
  BitShift: shift,
  BitCast: bitCast,
};
