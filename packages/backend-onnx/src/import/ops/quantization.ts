/** Floats as whole numbers of 8 or 16 bits, and back. */
import { resolveAxis } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import { elementTypes, type ElementType } from '../../proto/element-type.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { pick } from './axes.ts';
import { castTo, typeAttribute } from './cast.ts';

/** The least and the largest number of a type. */
function bounds(type: ElementType): readonly [number, number] {
  const { bits = 64, signed = true } = elementTypes[type];
  if (bits > 16) unsupported(`numbers of type ${type}`);
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}

/** Places along an axis that is cut into blocks. */
const MOST_PLACES = 1 << 20;

/** Scales or zero points beside the operand: one, one for each place of an axis, or one for each block along it. */
function beside(c: NodeCall, list: Tensor, x: Value): Tensor {
  const at = resolveAxis(c.int('axis', 1), Math.max(2, x.rank), c.node.opType);
  const block = c.int('block_size', 0);
  if (list.rank === 0) return list;
  if (block > 0) {
    if (list.rank !== x.rank || x.shape[at]! < 0 || x.shape[at]! > MOST_PLACES)
      unsupported('blocks of an axis of open size, of too many places, or of other axes');
    return pick(
      list,
      Array.from({ length: x.shape[at]! }, (_, i) => Math.floor(i / block)),
      at,
    );
  }
  if (list.rank !== 1) unsupported('scales of more than one axis');
  return alongAxis(list, x.rank, at);
}

/** A list as one number, or as one for each place of an axis, beside an operand of so many axes. */
export function alongAxis(list: Tensor, rank: number, axis: number): Tensor {
  if (list.shape[0] === 1) return list.reshape([]);
  return list.reshape(Array.from({ length: rank }, (_, i) => (i === axis ? list.shape[0]! : 1)));
}

/** Whole numbers x / scale + zero, the nearest that the type holds. */
export function quantized(x: Tensor, scale: Tensor, zero: Tensor | undefined, type: ElementType): Value {
  const [low, high] = bounds(type);
  const scaled = x.div(scale).round();
  const moved = zero === undefined ? scaled : scaled.add(zero.cast('f32'));
  return Value.of(moved.clip(low, high).cast('i32'), type);
}

function quantize(c: NodeCall): Value {
  const [x, scale, zero] = [c.input(0), c.input(1), c.optional(2)];
  c.ignore('precision');
  const type = zero?.type ?? typeAttribute(c, 'output_dtype', 'uint8');
  c.ignore('output_dtype');
  const saturate = c.flag('saturate', true);
  const [wide, step] = [x.tensor.cast('f32'), beside(c, scale.tensor, x)];
  const point = zero && beside(c, zero.tensor, x);
  if (elementTypes[type].dtype === 'i32') return quantized(wide, step, point, type);
  const scaled = wide.div(step);
  return castTo(Value.of(point === undefined ? scaled : scaled.add(point), 'float'), type, { saturate });
}

function dequantize(c: NodeCall): Value {
  const [x, scale, zero] = [c.input(0), c.input(1), c.optional(2)];
  const type = typeAttribute(c, 'output_dtype', scale.type);
  const moved = zero === undefined ? x.tensor : x.tensor.sub(beside(c, zero.tensor, x));
  return Value.of(moved.cast('f32').mul(beside(c, scale.tensor, x)), type);
}

function dynamicQuantize(c: NodeCall): Value[] {
  const x = c.tensor(0);
  const [low, high] = [x.min().minimum(0), x.max().maximum(0)];
  const scale = high.sub(low).div(255);
  const point = low.neg().div(scale).round().clip(0, 255);
  const y = x.div(scale).round().add(point).clip(0, 255);
  return [Value.of(y.cast('i32'), 'uint8'), Value.of(scale, 'float'), Value.of(point.cast('i32'), 'uint8')];
}

export const quantization: Readonly<Record<string, Operator>> = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: dynamicQuantize,
};
