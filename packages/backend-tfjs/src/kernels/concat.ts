/** Arrays one after the other. */
import type { KernelOf } from './kernel.ts';
import { join } from './join.ts';

export const concat: KernelOf<'concat'> =
  (engine) =>
  (inputs, { attrs: { axis } }) =>
    join(engine, inputs, axis);
