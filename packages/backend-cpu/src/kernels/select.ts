/** a where the condition holds, b elsewhere; all three broadcast. */
import { broadcastStrides, stridesOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';
import { stridedLoop } from './strided-loop.ts';

export const select: Kernel<'select'> = ({ inputs, type: { shape } }) => {
  const { inner, steps, each } = stridedLoop(shape, [
    stridesOf(shape),
    ...inputs.map((x) => broadcastStrides(x.shape, shape)),
  ]);
  const [, dc, da, db] = steps as [number, number, number, number];
  return ([condition, a, b], out) =>
    each((at) => {
      let o = at[0]!;
      let c = at[1]!;
      let p = at[2]!;
      let q = at[3]!;
      for (let i = 0; i < inner; i++, c += dc, p += da, q += db) out[o++] = condition![c] ? a![p]! : b![q]!;
    });
};
