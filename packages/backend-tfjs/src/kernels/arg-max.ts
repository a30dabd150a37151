/** Position of the largest element along an axis, the first of several. */
import { axesLast } from './axes-last.ts';
import type { KernelOf } from './kernel.ts';

export const argMax: KernelOf<'argMax'> =
  (engine) =>
  ([x], { attrs: { axis } }) =>
    engine.tidy(() => {
      const moved = axesLast(engine, x!, [axis]);
      return engine.run('ArgMax', { x: moved.x }, { axis: moved.axes });
    });
