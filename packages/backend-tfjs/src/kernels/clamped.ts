/** Indices moved to the nearer end of an axis: TF.js refuses those outside it. */
import type { Engine, Tensor } from '../engine/engine.ts';
import { combine } from './combine.ts';

/** To be called inside `tidy`. */
export function clamped(engine: Engine, indices: Tensor, size: number): Tensor {
  const low = combine(engine, 'Maximum', indices, engine.fill([], 0, 'i32'));
  return combine(engine, 'Minimum', low, engine.fill([], size - 1, 'i32'));
}
