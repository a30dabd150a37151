/**
 * log(1 + x) without losing small x: with u the rounded 1 + x, it is log(u) · x / (u − 1), where the two roundings cancel,
 * and x itself where u is 1 (W. Kahan; see Goldberg, "What every computer scientist should know about floating-point
 * arithmetic", theorem 4). At +∞ the quotient has no value and x is the answer too.
 */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const log1p: Lowering<NoAttrs> = ([x], { w }) => {
  const u = w.node('Add', [x!.name, w.f32(1)]);
  const d = w.node('Sub', [u, w.f32(1)]);
  const own = w.node('Or', [w.node('Equal', [d, w.f32(0)]), w.node('Equal', [x!.name, w.f32(Infinity)])]);
  return w.node('Where', [own, x!.name, w.node('Mul', [w.node('Log', [u]), w.node('Div', [x!.name, d])])]);
};
