/** From one element type to another. */
import type { Tensor } from '@bernoulli/api';
import { elementTypeName, elementTypeOf, elementTypes, type ElementType } from '../../proto/element-type.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { wrapped } from './integers.ts';

/** The element type that an attribute names by its number. */
export function typeAttribute(c: NodeCall, name: string, otherwise: ElementType): ElementType {
  const number = c.int(name);
  if (number === undefined) return otherwise;
  return elementTypeOf(number) ?? unsupported(`element type ${elementTypeName(number)}`);
}

/** A value in another element type. */
export function castTo(x: Value, type: ElementType): Value {
  if (type === x.type) return x;
  if (x.sizes !== undefined && type === 'int32') return x;
  const [from, to] = [elementTypes[x.type], elementTypes[type]];
  if (to.dtype === 'f32' && to.bytes === 2)
    unsupported(`a cast to ${type}, which rounds to fewer digits than are computed here`);
  if (type === 'uint32' || type === 'uint64') unsupported(`a cast to ${type}`);
  if (to.dtype !== 'i32' || from.dtype === 'bool') return Value.of(x.tensor.cast(to.dtype), type);
  const whole = x.tensor.cast('i32');
  const fits = from.dtype === 'i32' && (from.bits ?? 64) <= (to.bits ?? 64) && from.signed === to.signed;
  return Value.of(fits ? whole : narrowed(whole, type), type);
}

function narrowed(x: Tensor, type: ElementType): Tensor {
  return wrapped(x, type);
}

export const casts: Readonly<Record<string, Operator>> = {
  Cast: (c) => {
    c.ignore('saturate', 'round_mode');
    return castTo(c.input(0), typeAttribute(c, 'to', 'float'));
  },
  CastLike: (c) => {
    c.ignore('saturate', 'round_mode');
    return castTo(c.input(0), c.input(1).type);
  },
};
