/** −1, 0 or 1. TF.js's kernel turns NaN into 0 and, on wasm, also whatever is smaller than 1e-7: floats are compared instead. */
import type { KernelOf } from './kernel.ts';
import { choose } from './choose.ts';
import { combine } from './combine.ts';

export const sign: KernelOf<'sign'> =
  (engine) =>
  ([x], { type }) =>
    type.dtype === 'i32'
      ? engine.run('Sign', { x: x! })
      : engine.tidy(() => {
          const zero = engine.fill([], 0, 'f32');
          const below = choose(engine, combine(engine, 'Less', x!, zero), engine.fill(type.shape, -1, 'f32'), x!);
          return choose(engine, combine(engine, 'Greater', x!, zero), engine.fill(type.shape, 1, 'f32'), below);
        });
