/** Axes in another order. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const transpose: Lowering<OpAttrs<'transpose'>> = ([x], { w, attrs: { perm } }) =>
  // A scalar has no axes, and an empty list would mean that they are to be reversed.
  perm.length === 0 ? x!.name : w.node('Transpose', [x!.name], { perm });
