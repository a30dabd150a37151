/** Adds updates into zeros at indices: the indices become one axis, repeated over the others, as `ScatterElements` asks. */
import { isConcrete, sizeOf, type OpAttrs, type Shape } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import type { OnnxWriter } from './onnx-writer.ts';
import { clampIndex } from './clamp-index.ts';

export const scatterAdd: Lowering<OpAttrs<'scatterAdd'>> = ([indices, updates], { w, attrs: { axis, size }, type }) => {
  const zeros = w.filled(type, 0);
  if (updates!.shape.includes(0)) return zeros;
  const before = updates!.shape.slice(0, axis);
  const after = updates!.shape.slice(axis + indices!.shape.length);
  const picked = clampIndex(w, indices!.name, size);
  const column = w.node('Reshape', [picked, w.i64s([...before.map(() => 1), -1, ...after.map(() => 1)])]);
  const flat = w.node('Reshape', [updates!.name, flatShape(w, before, indices!.shape, after)]);
  const places = w.node('Expand', [column, w.node('Shape', [flat])]);
  return w.node('ScatterElements', [zeros, places, flat], { axis, reduction: 'add' });
};

/** The updates' shape with the axes of the indices made one; the runtime works out one size that is not known. */
function flatShape(w: OnnxWriter, before: Shape, indices: Shape, after: Shape): string {
  return isConcrete(before) && isConcrete(after)
    ? w.i64s([...before, -1, ...after])
    : w.shape([...before, sizeOf(indices), ...after]);
}
