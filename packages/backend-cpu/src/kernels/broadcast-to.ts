/** x repeated to a larger shape. */
import { broadcastStrides, stridesOf } from '@bernoulli/api/ir';
import type { Kernel } from '../kernel.ts';
import { walk } from '../walk.ts';
import { copyRows } from './elementwise.ts';

export const broadcastTo: Kernel<'broadcastTo'> = ({ inputs: [x], type: { shape } }) => {
  const copy = copyRows(walk(shape, [stridesOf(shape), broadcastStrides(x!.shape, shape)]));
  return ([from], out) => copy(from!, out);
};
