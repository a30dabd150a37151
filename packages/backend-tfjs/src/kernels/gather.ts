/** Picks along an axis. */
import type { KernelOf } from './kernel.ts';
import { clamped } from './clamped.ts';

export const gather: KernelOf<'gather'> =
  (engine) =>
  ([x, indices], { attrs: { axis } }) =>
    engine.tidy(() =>
      engine.run('GatherV2', { x: x!, indices: clamped(engine, indices!, x!.shape[axis]!) }, { axis, batchDims: 0 }),
    );
