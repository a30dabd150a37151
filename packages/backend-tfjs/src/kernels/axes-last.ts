/** Axes to be reduced, brought to the end where TF.js would do it with a shader that does not compile: integers on webgpu. */
import type { Engine, Tensor } from '../engine/engine.ts';

/** The operand and its axes as the reducing kernel is to have them. To be called inside `tidy`. */
export function axesLast(engine: Engine, x: Tensor, axes: readonly number[]): { x: Tensor; axes: number[] } {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const perm = [...kept, ...axes];
  const areLast = perm.every((axis, at) => axis === at);
  if (areLast || engine.name !== 'webgpu' || x.dtype === 'float32') return { x, axes: [...axes] };
  return { x: engine.run('Transpose', { x }, { perm }), axes: axes.map((_, at) => kept.length + at) };
}
