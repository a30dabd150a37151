/** |x|. TF.js's kernels pass integers through floats: theirs is the larger of x and −x. */
import type { KernelOf } from './kernel.ts';
import { combine } from './combine.ts';

export const abs: KernelOf<'abs'> =
  (engine) =>
  ([x], { type }) =>
    type.dtype === 'i32'
      ? engine.tidy(() => combine(engine, 'Maximum', x!, combine(engine, 'Sub', engine.fill([], 0, 'i32'), x!)))
      : engine.run('Abs', { x: x! });
