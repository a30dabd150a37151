/** The same elements under another shape. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const reshape: Lowering<OpAttrs<'reshape'>> = ([x], { w, attrs: { shape } }) => {
  // One size may be left for the runtime to work out, which spares computing it from the input's.
  const symbols = shape.filter((n) => n < 0).length;
  const target = symbols === 1 ? w.i64s(shape.map((n) => (n < 0 ? -1 : n))) : w.shape(shape);
  return w.node('Reshape', [x!.name, target]);
};
