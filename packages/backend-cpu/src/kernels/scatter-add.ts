/** Adds each update at its index, in the order of the updates; an index outside the axis is moved to its nearer end. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const scatterAdd: Kernel<'scatterAdd'> = ({ attrs: { axis, size }, inputs: [indices, updates] }) => {
  const outer = sizeOf(updates!.shape.slice(0, axis));
  const inner = sizeOf(updates!.shape.slice(axis + indices!.shape.length));
  return ([index, update], out) => {
    out.fill(0);
    let u = 0;
    for (let i = 0; i < outer; i++)
      for (let j = 0; j < index!.length; j++) {
        let o = (i * size + Math.min(Math.max(index![j]!, 0), size - 1)) * inner;
        for (let k = 0; k < inner; k++, o++) out[o] = out[o]! + update![u++]!;
      }
  };
};
