/** Floats as whole numbers of 8 or 16 bits, and back. */
import { resolveAxis } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import { elementTypes, type ElementType } from '../../proto/element-type.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

/** The least and the largest number of a type. */
function bounds(type: ElementType): readonly [number, number] {
  const { bits = 64, signed = true } = elementTypes[type];
  if (bits > 16) unsupported(`numbers of type ${type}`);
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}

/** A list with a number for each place of an axis, beside the operand. */
function beside(c: NodeCall, list: Tensor, x: Value): Tensor {
  const axis = c.int('axis', 1);
  if (c.int('block_size', 0) !== 0) unsupported('attribute block_size');
  if (list.rank === 0) return list;
  if (list.rank !== 1) unsupported('scales of more than one axis');
  if (list.shape[0] === 1) return list.reshape([]);
  const at = resolveAxis(axis, x.rank, c.node.opType);
  return list.reshape(x.shape.map((_, i) => (i === at ? list.shape[0]! : 1)));
}

function quantize(c: NodeCall): Value {
  const [x, zero] = [c.input(0), c.optional(2)];
  c.ignore('saturate', 'precision');
  if (c.has('output_dtype') && zero === undefined) unsupported('attribute output_dtype');
  c.ignore('output_dtype');
  const type = zero?.type ?? 'uint8';
  const [low, high] = bounds(type);
  const scaled = x.tensor
    .cast('f32')
    .div(beside(c, c.tensor(1), x))
    .round();
  const moved = zero === undefined ? scaled : scaled.add(beside(c, zero.tensor, x).cast('f32'));
  return Value.of(moved.clip(low, high).cast('i32'), type);
}

function dequantize(c: NodeCall): Value {
  const [x, scale, zero] = [c.input(0), c.input(1), c.optional(2)];
  if (c.has('output_dtype')) unsupported('attribute output_dtype');
  const moved = zero === undefined ? x.tensor : x.tensor.sub(beside(c, zero.tensor, x));
  return Value.of(moved.cast('f32').mul(beside(c, scale.tensor, x)), scale.type);
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
