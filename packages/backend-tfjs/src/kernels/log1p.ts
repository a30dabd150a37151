/** log(1 + x). The wasm kernel adds before it takes the logarithm, and so loses small x: there, the lost part is put back. */
import type { Engine, Tensor } from '../engine.ts';
import type { KernelOf } from '../kernel.ts';
import { combine } from './combine.ts';

export const log1p: KernelOf<'log1p'> =
  (engine) =>
  ([x]) =>
    engine.name === 'wasm' ? engine.tidy(() => corrected(engine, x!)) : engine.run('Log1p', { x: x! });

/** With u = 1 + x rounded: x where u = 1, log u where u = x, and elsewhere log u · x / (u − 1), whose rounding errors cancel (Kahan). */
function corrected(engine: Engine, x: Tensor): Tensor {
  const one = engine.fill([], 1, 'f32');
  const u = combine(engine, 'Add', x, one);
  const logarithm = engine.run('Log', { x: u });
  const ratio = combine(engine, 'RealDiv', x, combine(engine, 'Sub', u, one));
  const inner = combine(engine, 'Multiply', logarithm, ratio);
  const large = engine.run('Select', { condition: combine(engine, 'Equal', u, x), t: logarithm, e: inner });
  return engine.run('Select', { condition: combine(engine, 'Equal', u, one), t: x, e: large });
}
