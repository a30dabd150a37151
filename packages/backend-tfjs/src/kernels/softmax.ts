/** eˣ / Σ eˣ over the last axis. On a GPU the kernel may lose a NaN, which belongs in all of its row: x − max puts it there. */
import type { KernelOf } from './kernel.ts';
import { combine } from './combine.ts';
import { withNaNOf } from './keeping-nan.ts';

export const softmax: KernelOf<'softmax'> =
  (engine) =>
  ([x]) => {
    const last = x!.shape.length - 1;
    if (engine.name !== 'webgpu') return engine.run('Softmax', { logits: x! }, { dim: last });
    return engine.tidy(() => {
      const largest = engine.run('Max', { x: x! }, { reductionIndices: [last], keepDims: true });
      const shifted = combine(engine, 'Sub', x!, largest);
      return withNaNOf(engine, shifted, engine.run('Softmax', { logits: x! }, { dim: last }));
    });
  };
