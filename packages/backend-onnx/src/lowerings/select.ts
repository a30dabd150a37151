/** a where the condition is true, b elsewhere. ORT's `Where` has no kernel for `bool`: there it is (c ∧ a) ∨ (¬c ∧ b). */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const select: Lowering<NoAttrs> = ([condition, a, b], { w, type }) => {
  const [c, x, y] = [condition!.name, a!.name, b!.name];
  if (type.dtype !== 'bool') return w.node('Where', [c, x, y]);
  return w.node('Or', [w.node('And', [c, x]), w.node('And', [w.node('Not', [c]), y])]);
};
