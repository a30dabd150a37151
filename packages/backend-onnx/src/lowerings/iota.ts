/** 0, 1, 2, … along an axis. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import { DataType } from '../proto/messages.ts';

export const iota: Lowering<OpAttrs<'iota'>> = (_, { w, attrs: { shape, axis } }) => {
  const length = w.node('Squeeze', [w.cast(w.shape([shape[axis]!]), DataType.INT32)]);
  const count = w.node('Range', [w.i32(0), length, w.i32(1)]);
  const column = w.node('Reshape', [count, w.i64s(shape.map((_, i) => (i === axis ? -1 : 1)))]);
  return shape.every((n, i) => i === axis || n === 1) ? column : w.node('Expand', [column, w.shape(shape)]);
};
