/** A box cut out of x. */
import { stridesOf } from '@bernoulli/api/ir';
import { copyRows } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { stridedLoop } from './strided-loop.ts';

export const slice: Kernel<'slice'> = ({ attrs: { starts }, inputs: [x], type: { shape } }) => {
  const own = stridesOf(x!.shape);
  const start = starts.reduce((sum, s, i) => sum + s * own[i]!, 0);
  const copy = copyRows(stridedLoop(shape, [stridesOf(shape), own], [0, start]));
  return ([from], out) => copy(from!, out);
};
