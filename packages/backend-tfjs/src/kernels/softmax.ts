/** eˣ / Σ eˣ over the last axis. */
import type { KernelOf } from '../kernel.ts';

export const softmax: KernelOf<'softmax'> =
  (engine) =>
  ([x]) =>
    engine.run('Softmax', { logits: x! }, { dim: x!.shape.length - 1 });
