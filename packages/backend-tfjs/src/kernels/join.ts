/** Concatenation, as `concat`, `pad` and broadcasting need it. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';

/** The parts, not all of them empty, one after the other along an axis: a tensor of its own, also for a single part. */
export function join(engine: Engine, parts: readonly Tensor[], axis: number): Tensor {
  const full = parts.filter((x) => sizeOf(x.shape) > 0);
  if (full.length === 1) return engine.share(full[0]!);
  // TF.js hands this kernel its inputs as an array, which its own type for inputs does not foresee.
  return engine.run('Concat', full as unknown as Record<string, Tensor>, { axis });
}
