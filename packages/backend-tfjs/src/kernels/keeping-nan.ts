/** Functions for which a GPU may take NaN for some number, as WebGPU allows: it is put back, so that a failed run shows. */
import type { Engine, Tensor } from '../engine/engine.ts';
import type { PlainKernel } from './kernel.ts';
import { choose } from './choose.ts';

/** An op that is one TF.js kernel of one operand, NaN where the operand is. */
export const keepingNaN =
  (name: string): PlainKernel =>
  (engine) =>
  ([x]) =>
    engine.name === 'webgpu'
      ? engine.tidy(() => withNaNOf(engine, x!, engine.run(name, { x: x! })))
      : engine.run(name, { x: x! });

/** `result`, but NaN where x, of the same shape, is. To be called inside `tidy`. */
export function withNaNOf(engine: Engine, x: Tensor, result: Tensor): Tensor {
  return choose(engine, engine.run('NotEqual', { a: x, b: x }), x, result);
}
