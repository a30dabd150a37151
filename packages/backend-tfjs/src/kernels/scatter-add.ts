/** Zeros to which updates are added at their indices. TF.js scatters along the first axis only: the axis is brought there and back. */
import { sizeOf } from '@bernoulli/api/ir';
import type { KernelOf } from './kernel.ts';
import { clamped } from './clamped.ts';

export const scatterAdd: KernelOf<'scatterAdd'> =
  (engine) =>
  ([indices, updates], { attrs: { axis, size }, type }) => {
    const count = sizeOf(indices!.shape);
    if (count === 0) return engine.fill(type.shape, 0, 'f32');
    const outer = sizeOf(type.shape.slice(0, axis));
    const inner = sizeOf(type.shape.slice(axis + 1));
    const swap = (x: typeof updates & {}, m: number, n: number): typeof x =>
      outer === 1 ? x : engine.run('Transpose', { x: engine.share(x, [m, n, inner]) }, { perm: [1, 0, 2] });
    return engine.tidy(() => {
      const rows = engine.share(swap(updates!, outer, count), [count, outer * inner]);
      const places = engine.share(clamped(engine, indices!, size), [count, 1]);
      const sums = engine.run('ScatterNd', { indices: places, updates: rows }, { shape: [size, outer * inner] });
      return engine.share(swap(sums, size, outer), type.shape);
    });
  };
