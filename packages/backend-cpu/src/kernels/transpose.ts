/** Axes in another order. */
import { stridesOf } from '@bernoulli/api/ir';
import { copyRows } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { stridedLoop } from './strided-loop.ts';

export const transpose: Kernel<'transpose'> = ({ attrs: { perm }, inputs: [x], type: { shape } }) => {
  const own = stridesOf(x!.shape);
  const copy = copyRows(stridedLoop(shape, [stridesOf(shape), perm.map((axis) => own[axis]!)]));
  return ([from], out) => copy(from!, out);
};
