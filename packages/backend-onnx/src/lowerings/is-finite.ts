/** True where |x| < ∞, which NaN fails too. */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const isFinite: Lowering<NoAttrs> = ([x], { w }) => w.node('Less', [w.node('Abs', [x!.name]), w.f32(Infinity)]);
