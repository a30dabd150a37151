/** The sum over some axes. ORT's `int32` sum stops at the ends of the range where ours wraps, so integers are summed as `int64`. */
import { DataType } from '../proto/messages.ts';
import { reduceNode, reduction } from './reduction.ts';

export const reduceSum = reduction({ f32: 0, i32: 0 }, (x, context) => {
  if (x.dtype === 'f32') return reduceNode('ReduceSum', x.name, context);
  const { w } = context;
  return w.cast(reduceNode('ReduceSum', w.cast(x.name, DataType.INT64), context), DataType.INT32);
});
