/** Axes in another order. With fewer than two there is nothing to do, and no kernel for it on the GPU engines. */
import type { KernelOf } from './kernel.ts';

export const transpose: KernelOf<'transpose'> =
  (engine) =>
  ([x], { attrs: { perm } }) =>
    perm.length < 2 ? engine.share(x!) : engine.run('Transpose', { x: x! }, { perm: [...perm] });
