/** Arrays one after the other along an axis. */
import { stridesOf } from '@bernoulli/api/ir';
import { copyRows } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { stridedLoop } from './strided-loop.ts';

export const concat: Kernel<'concat'> = ({ attrs: { axis }, inputs, type: { shape } }) => {
  const own = stridesOf(shape);
  let start = 0;
  const copies = inputs.map((x) => {
    const copy = copyRows(stridedLoop(x.shape, [own, stridesOf(x.shape)], [start, 0]));
    start += x.shape[axis]! * own[axis]!;
    return copy;
  });
  return (arrays, out) => {
    for (let i = 0; i < copies.length; i++) copies[i]!(arrays[i]!, out);
  };
};
