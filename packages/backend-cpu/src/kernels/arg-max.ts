/** Where the largest element along an axis stands, the first of several. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const argMax: Kernel<'argMax'> = ({ attrs: { axis }, inputs: [x] }) => {
  const size = x!.shape[axis]!;
  const outer = sizeOf(x!.shape.slice(0, axis));
  const inner = sizeOf(x!.shape.slice(axis + 1));
  return ([from], out) => {
    for (let i = 0; i < outer; i++)
      for (let k = 0; k < inner; k++) {
        const base = i * size * inner + k;
        let best = 0;
        for (let j = 1; j < size; j++) if (from![base + j * inner]! > from![base + best * inner]!) best = j;
        out[i * inner + k] = best;
      }
  };
};
