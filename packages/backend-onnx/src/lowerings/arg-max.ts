/** The position of the largest element along an axis; ONNX counts in `int64`. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import { DataType } from '../proto/messages.ts';

export const argMax: Lowering<OpAttrs<'argMax'>> = ([x], { w, attrs: { axis } }) =>
  w.cast(w.node('ArgMax', [x!.name], { axis, keepdims: 0, select_last_index: 0 }), DataType.INT32);
