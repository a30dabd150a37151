/** x itself: gradients were decided when the graph was written. */
import type { KernelOf } from './kernel.ts';

export const stopGradient: KernelOf<'stopGradient'> =
  (engine) =>
  ([x]) =>
    engine.share(x!);
