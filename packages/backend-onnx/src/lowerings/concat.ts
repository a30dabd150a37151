/** Arrays one after the other along an axis; those without elements are passed over. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const concat: Lowering<OpAttrs<'concat'>> = (inputs, { w, attrs: { axis } }) => {
  const names = inputs.flatMap((x) => (x.shape.includes(0) ? [] : [x.name]));
  return names.length === 1 ? names[0]! : w.node('Concat', names, { axis });
};
