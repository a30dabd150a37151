/** x in another dtype. */
import type { KernelOf } from './kernel.ts';
import { combine } from './combine.ts';

export const cast: KernelOf<'cast'> =
  (engine) =>
  ([x], { inputTypes: [from], attrs: { dtype } }) => {
    if (from!.dtype === dtype) return engine.share(x!);
    // The wasm kernel converts bytes instead of asking what is zero.
    if (dtype === 'bool') return engine.tidy(() => combine(engine, 'NotEqual', x!, engine.fill([], 0, from!.dtype)));
    // The cpu kernel keeps the old array under the new name, with values the new dtype cannot hold: a sum rounds them.
    if (engine.name === 'cpu' && from!.dtype !== 'f32')
      return engine.tidy(() => combine(engine, 'Add', engine.cast(x!, dtype), engine.fill([], 0, dtype)));
    return engine.cast(x!, dtype);
  };
