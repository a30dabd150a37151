/** A box cut out of x; axes taken whole are not mentioned. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const slice: Lowering<OpAttrs<'slice'>> = ([x], { w, attrs: { starts, sizes } }) => {
  const axes = sizes.flatMap((size, i) => (size === x!.shape[i] ? [] : [i]));
  if (axes.length === 0) return x!.name;
  const from = axes.map((i) => starts[i]!);
  const to = axes.map((i) => starts[i]! + sizes[i]!);
  return w.node('Slice', [x!.name, w.i64s(from), w.i64s(to), w.i64s(axes)]);
};
