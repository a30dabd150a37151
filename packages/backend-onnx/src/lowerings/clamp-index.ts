/** Indices moved to the nearer end of an axis: ORT refuses those outside, and counts negative ones from the back. */
import { DataType } from '../proto/messages.ts';
import type { OnnxWriter } from './onnx-writer.ts';

export function clampIndex(w: OnnxWriter, indices: string, length: number): string {
  const last = length < 0 ? w.node('Sub', [w.cast(w.shape([length]), DataType.INT32), w.i32(1)]) : w.i32(length - 1);
  return w.node('Min', [w.node('Max', [indices, w.i32(0)]), last]);
}
