/** Axes in another order. */
import { stridesOf } from '@bernoulli/api/ir';
import type { Kernel } from '../kernel.ts';
import { walk } from '../walk.ts';
import { copyRows } from './elementwise.ts';

export const transpose: Kernel<'transpose'> = ({ attrs: { perm }, inputs: [x], type: { shape } }) => {
  const own = stridesOf(x!.shape);
  const copy = copyRows(walk(shape, [stridesOf(shape), perm.map((axis) => own[axis]!)]));
  return ([from], out) => copy(from!, out);
};
