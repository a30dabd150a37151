/** x in another dtype. */
import type { Engine, Tensor } from '../engine/engine.ts';
import type { KernelOf } from './kernel.ts';
import { choose } from './choose.ts';
import { combine } from './combine.ts';

export const cast: KernelOf<'cast'> =
  (engine) =>
  ([x], { inputTypes: [from], attrs: { dtype } }) => {
    if (from!.dtype === dtype) return engine.share(x!);
    // The wasm kernel converts bytes instead of asking what is zero.
    if (dtype === 'bool') return engine.tidy(() => combine(engine, 'NotEqual', x!, engine.fill([], 0, from!.dtype)));
    if (from!.dtype === 'f32') return engine.tidy(() => whole(engine, x!));
    // The cpu kernel keeps the old array under the new name, with values the new dtype cannot hold: a sum rounds them.
    if (engine.name === 'cpu')
      return engine.tidy(() => combine(engine, 'Add', engine.cast(x!, dtype), engine.fill([], 0, dtype)));
    return engine.cast(x!, dtype);
  };

/** `f32` to `i32`: the kernels wrap what does not fit, which becomes the nearer end of the range here, and NaN 0. */
function whole(engine: Engine, x: Tensor): Tensor {
  const filled = (value: number, dtype: 'f32' | 'i32'): Tensor => engine.fill(x.shape, value, dtype);
  const less = (a: Tensor, b: Tensor): Tensor => engine.run('Less', { a, b });
  const fits = less(engine.run('Abs', { x }), filled(2 ** 31, 'f32'));
  const inside = engine.cast(choose(engine, fits, x, filled(0, 'f32')), 'i32');
  const positive = less(filled(0, 'f32'), x);
  const end = choose(engine, positive, filled(2 ** 31 - 1, 'i32'), filled(-(2 ** 31), 'i32'));
  const isNumber = engine.run('Equal', { a: x, b: x });
  return choose(engine, fits, inside, choose(engine, isNumber, end, filled(0, 'i32')));
}
