/** From one element type to another. */
import { elementTypeName, elementTypeOf, elementTypes, type ElementType } from '../../proto/element-type.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { wrapped } from './integers.ts';
import { powerOfTwo, roundedTo } from './rounding.ts';
import { floatToUnsigned, unsignedToFloat } from './unsigned.ts';

/** The element type that an attribute names by its number. */
export function typeAttribute(c: NodeCall, name: string, otherwise: ElementType): ElementType {
  const number = c.int(name);
  if (number === undefined) return otherwise;
  return elementTypeOf(number) ?? unsupported(`element type ${elementTypeName(number)}`);
}

interface CastOptions {
  /** Whether a number beyond the largest float of 8 bits becomes that. */
  readonly saturate?: boolean;
  /** For exponents alone. */
  readonly mode?: 'up' | 'down' | 'nearest';
}

/** A value in another element type. */
export function castTo(x: Value, type: ElementType, { saturate = true, mode = 'up' }: CastOptions = {}): Value {
  if (type === x.type) return x;
  if (x.sizes !== undefined && (type === 'int32' || type === 'int64')) return x.sizesAs(type);
  const [from, to] = [elementTypes[x.type], elementTypes[type]];
  if (x.type === 'uint32') return ofUnsigned(x, type);
  if (type === 'uint32' && from.dtype === 'f32') return Value.of(floatToUnsigned(x.tensor), type);
  if (to.format !== undefined) {
    const wide = x.tensor.cast('f32');
    if (type === 'float8e8m0') return Value.of(powerOfTwo(wide, to.format, mode), type);
    return Value.of(roundedTo(wide, to.format, saturate && to.bytes < 2 ? 'largest' : 'special'), type);
  }
  if (to.dtype !== 'i32' || from.dtype === 'bool') return Value.of(x.tensor.cast(to.dtype), type);
  const whole = x.tensor.cast('i32');
  const fits = from.dtype === 'i32' && (from.bits ?? 64) <= (to.bits ?? 64) && from.signed === to.signed;
  return Value.of(fits ? whole : wrapped(whole, type), type);
}

/** From 32 bits without a sign, of which `i32` holds the bits. */
function ofUnsigned(x: Value, type: ElementType): Value {
  const { dtype, bits = 32 } = elementTypes[type];
  if (dtype === 'f32') return castTo(Value.of(unsignedToFloat(x.tensor), 'float'), type);
  if (bits > 32) unsupported(`a cast from uint32 to ${type}, of which 32 bits with a sign are held`);
  return Value.of(dtype === 'bool' ? x.tensor.cast('bool') : wrapped(x.tensor, type), type);
}

function options(c: NodeCall): CastOptions {
  return { saturate: c.flag('saturate', true), mode: c.word('round_mode', ['up', 'down', 'nearest'], 'up') };
}

export const casts: Readonly<Record<string, Operator>> = {
  Cast: (c) => castTo(c.input(0), typeAttribute(c, 'to', 'float'), options(c)),
  CastLike: (c) => castTo(c.input(0), c.input(1).type, options(c)),
};
