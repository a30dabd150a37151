/** log(1 + x). But for cpu, the kernels add before they take the logarithm, and so lose small x: the lost part is put back. */
import type { Engine, Tensor } from '../engine/engine.ts';
import type { KernelOf } from './kernel.ts';
import { choose } from './choose.ts';
import { combine } from './combine.ts';

export const log1p: KernelOf<'log1p'> =
  (engine) =>
  ([x]) =>
    engine.name === 'cpu' ? engine.run('Log1p', { x: x! }) : engine.tidy(() => corrected(engine, x!));

/** With u = 1 + x rounded: x where u = 1, log u where u = x, and elsewhere log u · x / (u − 1), whose rounding errors cancel (Kahan). */
function corrected(engine: Engine, x: Tensor): Tensor {
  const one = engine.fill([], 1, 'f32');
  const u = combine(engine, 'Add', x, one);
  const logarithm = engine.run('Log', { x: u });
  const ratio = combine(engine, 'RealDiv', x, combine(engine, 'Sub', u, one));
  const inner = combine(engine, 'Multiply', logarithm, ratio);
  const large = choose(engine, combine(engine, 'Equal', u, x), logarithm, inner);
  return choose(engine, combine(engine, 'Equal', u, one), x, large);
}
