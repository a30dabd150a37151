/** A box cut out of x. */
import type { KernelOf } from './kernel.ts';

export const slice: KernelOf<'slice'> =
  (engine) =>
  ([x], { attrs: { starts, sizes } }) =>
    // A scalar has nothing to cut, and TF.js's kernels would return an unwritten one.
    sizes.length === 0 ? engine.share(x!) : engine.run('Slice', { x: x! }, { begin: [...starts], size: [...sizes] });
