/** x in another dtype: ONNX too drops fractions, and takes anything but 0 for true. */
import type { OpAttrs } from '@bernoulli/api/ir';
import { DataType } from '../proto/messages.ts';
import type { Lowering } from './lowering.ts';
import type { OnnxWriter } from './onnx-writer.ts';
import { onnxType } from './value.ts';

export const cast: Lowering<OpAttrs<'cast'>> = ([x], { w, attrs }) => {
  if (x!.dtype === attrs.dtype) return x!.name;
  return x!.dtype === 'f32' && attrs.dtype === 'i32' ? whole(w, x!.name) : w.cast(x!.name, onnxType[attrs.dtype]);
};

/** ONNX does not say what becomes of NaN, and of what `int32` cannot hold: the nearer end of the range here, and 0 for NaN. */
function whole(w: OnnxWriter, x: string): string {
  const number = w.node('Where', [w.node('IsNaN', [x]), w.f32(0), x]);
  // 2³¹ − 128 is the largest f32 that fits.
  const fitting = w.node('Min', [w.node('Max', [number, w.f32(-(2 ** 31))]), w.f32(2 ** 31 - 128)]);
  const beyond = w.node('GreaterOrEqual', [number, w.f32(2 ** 31)]);
  return w.node('Where', [beyond, w.i32(2 ** 31 - 1), w.cast(fitting, DataType.INT32)]);
}
