/** Picks along an axis; an index outside it is moved to its nearer end. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const gather: Kernel<'gather'> = ({ attrs: { axis }, inputs: [x] }) => {
  const size = x!.shape[axis]!;
  const outer = sizeOf(x!.shape.slice(0, axis));
  const inner = sizeOf(x!.shape.slice(axis + 1));
  return ([from, indices], out) => {
    let o = 0;
    for (let i = 0; i < outer; i++)
      for (let j = 0; j < indices!.length; j++) {
        let p = (i * size + Math.min(Math.max(indices![j]!, 0), size - 1)) * inner;
        for (let k = 0; k < inner; k++) out[o++] = from![p++]!;
      }
  };
};
