/** x in another dtype: ONNX too drops fractions, and takes anything but 0 for true. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import { onnxType } from './value.ts';

export const cast: Lowering<OpAttrs<'cast'>> = ([x], { w, attrs }) =>
  x!.dtype === attrs.dtype ? x!.name : w.cast(x!.name, onnxType[attrs.dtype]);
