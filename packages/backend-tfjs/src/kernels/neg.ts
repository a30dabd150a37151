/** Minus x. TF.js's wasm kernel passes integers through floats: they are subtracted from 0 instead. */
import type { KernelOf } from './kernel.ts';
import { combine } from './combine.ts';

export const neg: KernelOf<'neg'> =
  (engine) =>
  ([x], { type }) =>
    type.dtype === 'i32'
      ? engine.tidy(() => combine(engine, 'Sub', engine.fill([], 0, 'i32'), x!))
      : engine.run('Neg', { x: x! });
