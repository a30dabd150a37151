/** The family of `maximum` and `minimum`: the wasm kernels lose some NaN, which are put back here. */
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
    if (name === 'Maximum' && Object.is(limit, 0)) return engine.tidy(() => rectified(engine, a!));
    // Those of two operands lose a NaN in the second alone.
    if (!Number.isNaN(limit)) return combine(engine, name, a!, b!);
    if (!Number.isNaN(scalar(engine, a!))) return combine(engine, name, b!, a!);
    return engine.tidy(() => {
      const second = spread(engine, b!, type.shape);
      const found = combine(engine, name, a!, second);
      return engine.run('Select', { condition: combine(engine, 'NotEqual', second, second), t: second, e: found });
    });
  };

/**
 * max(x, 0) by vectorised kernels, some ten times faster than `Maximum`. The one for it compares bits, and so takes a NaN whose
 * sign is set for a negative number: 0 times the sigmoid, which is finite for all else, brings it back.
 */
function rectified(engine: Engine, x: Tensor): Tensor {
  const nothing = combine(engine, 'Multiply', engine.run('Sigmoid', { x }), engine.fill([], 0, 'f32'));
  return combine(engine, 'Add', engine.run('Relu', { x }), nothing);
}

/** The value of a scalar; NaN for an array, which may hold one. */
function scalar(engine: Engine, x: Tensor): number {
  return x.shape.length === 0 ? engine.peek(x) : NaN;
}
