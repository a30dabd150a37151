/** The family of `maximum` and `minimum`: the wasm kernels lose a NaN in the second operand, which is put back here. */
import type { Engine, Tensor } from '../engine/engine.ts';
import type { PlainKernel } from './kernel.ts';
import { combine } from './combine.ts';
import { spread } from './spread.ts';

export const extremum =
  (name: 'Maximum' | 'Minimum'): PlainKernel =>
  (engine) =>
  ([a, b], { type }) => {
    if (type.dtype !== 'f32' || engine.name !== 'wasm') return combine(engine, name, a!, b!);
    const limit = scalar(engine, b!);
    // The rectifier has a vectorised kernel, which keeps NaN.
    if (name === 'Maximum' && Object.is(limit, 0)) return engine.run('Relu', { x: a! });
    if (!Number.isNaN(limit)) return combine(engine, name, a!, b!);
    if (!Number.isNaN(scalar(engine, a!))) return combine(engine, name, b!, a!);
    return engine.tidy(() => {
      const second = spread(engine, b!, type.shape);
      const found = combine(engine, name, a!, second);
      return engine.run('Select', { condition: combine(engine, 'NotEqual', second, second), t: second, e: found });
    });
  };

/** The value of a scalar; NaN for an array, which may hold one. */
function scalar(engine: Engine, x: Tensor): number {
  return x.shape.length === 0 ? engine.peek(x) : NaN;
}
