/** a where the condition holds, else b. The TF.js kernel neither broadcasts nor, on wasm, knows bytes: both are done here. */
import type { Engine, Tensor } from '../engine/engine.ts';
import type { KernelOf } from './kernel.ts';
import { choose } from './choose.ts';
import { spread } from './spread.ts';

export const select: KernelOf<'select'> =
  (engine) =>
  ([c, a, b], { type }) =>
    engine.tidy(() => {
      if (type.dtype === 'bool') return byLogic(engine, c!, a!, b!);
      const [condition, t, e] = [c!, a!, b!].map((x) => spread(engine, x, type.shape)) as [Tensor, Tensor, Tensor];
      return choose(engine, condition, t, e);
    });

/** (c and a) or (not c and b). */
function byLogic(engine: Engine, c: Tensor, a: Tensor, b: Tensor): Tensor {
  const taken = engine.run('LogicalAnd', { a: c, b: a });
  const otherwise = engine.run('LogicalAnd', { a: engine.run('LogicalNot', { x: c }), b });
  return engine.run('LogicalOr', { a: taken, b: otherwise });
}
