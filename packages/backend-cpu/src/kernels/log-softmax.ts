/** x − log Σ eˣ over the last axis, after subtracting the largest element. */
import type { Kernel } from './kernel.ts';

export const logSoftmax: Kernel<'logSoftmax'> = ({ type: { shape } }) => {
  const n = shape.at(-1)!;
  return ([x], out) => {
    for (let at = 0; at < out.length; at += n) {
      let top = -Infinity;
      for (let i = at; i < at + n; i++) top = Math.max(top, x![i]!);
      let sum = 0;
      for (let i = at; i < at + n; i++) sum += Math.exp(x![i]! - top);
      const total = Math.log(sum);
      for (let i = at; i < at + n; i++) out[i] = x![i]! - top - total;
    }
  };
};
