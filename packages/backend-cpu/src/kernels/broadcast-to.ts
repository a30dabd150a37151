/** x repeated to a larger shape. */
import { broadcastStrides, stridesOf } from '@bernoulli/api/ir';
import { copyRows } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { stridedLoop } from './strided-loop.ts';

export const broadcastTo: Kernel<'broadcastTo'> = ({ inputs: [x], type: { shape } }) => {
  const copy = copyRows(stridedLoop(shape, [stridesOf(shape), broadcastStrides(x!.shape, shape)]));
  return ([from], out) => copy(from!, out);
};
