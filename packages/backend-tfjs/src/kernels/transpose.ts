/** Axes in another order. */
import type { KernelOf } from '../kernel.ts';

export const transpose: KernelOf<'transpose'> =
  (engine) =>
  ([x], { attrs: { perm } }) =>
    engine.run('Transpose', { x: x! }, { perm: [...perm] });
