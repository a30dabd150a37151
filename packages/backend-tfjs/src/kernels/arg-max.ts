/** Position of the largest element along an axis, the first of several. */
import type { KernelOf } from './kernel.ts';

export const argMax: KernelOf<'argMax'> =
  (engine) =>
  ([x], { attrs: { axis } }) =>
    engine.run('ArgMax', { x: x! }, { axis: [axis] });
