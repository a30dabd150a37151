/** A box cut out of x; axes taken whole are not mentioned. */
import { sizesApart, type OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

/** As ONNX writes an end that is not known. */
const TO_THE_END = 2 ** 31 - 1;

export const slice: Lowering<OpAttrs<'slice'>> = ([x], { w, attrs: { starts, sizes } }) => {
  const axes = sizes.flatMap((size, i) => (size === x!.shape[i] ? [] : [i]));
  if (axes.length === 0) return x!.name;
  const from = axes.map((i) => starts[i]!);
  // Of an axis of open size the end is counted from its end.
  const to = axes.map((i) => {
    const size = x!.shape[i]!;
    const left = sizesApart(size, sizes[i]!)! - starts[i]!;
    return size >= 0 ? starts[i]! + sizes[i]! : left === 0 ? TO_THE_END : -left;
  });
  return w.node('Slice', [x!.name, w.i64s(from), w.i64s(to), w.i64s(axes)]);
};
