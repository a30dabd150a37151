/** The product of matrices. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine.ts';
import type { KernelOf } from '../kernel.ts';

export const matMul: KernelOf<'matMul'> =
  (engine) =>
  ([a, b], { attrs: { transposeA, transposeB }, type }) => {
    if (sizeOf(a!.shape) === 0 || sizeOf(b!.shape) === 0) return engine.fill(type.shape, 0, 'f32');
    return engine.tidy(() => {
      // One matrix that serves all, or a single matrix in disguise, is a product of two matrices: the kernels' fast case.
      const single = b!.shape.length === 2 || sizeOf(b!.shape.slice(0, -2)) === 1;
      const left = single ? matrix(engine, a!) : a!;
      const right = single ? matrix(engine, b!) : b!;
      const product = engine.name === 'wasm' ? plain(engine, left, right, transposeA, transposeB) : undefined;
      return engine.share(
        product ?? engine.run('BatchMatMul', { a: left, b: right }, { transposeA, transposeB }),
        type.shape,
      );
    });
  };

function matrix(engine: Engine, x: Tensor): Tensor {
  return x.shape.length === 2 ? x : engine.share(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

/**
 * Without flags: for them the wasm kernel has a naive loop, ten times slower than a transpose before its fast product.
 * Where the second operand is the large one, (b aᵀ)ᵀ moves less memory than a bᵀ.
 */
function plain(engine: Engine, a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const times = (p: Tensor, q: Tensor): Tensor =>
    engine.run('BatchMatMul', { a: p, b: q }, { transposeA: false, transposeB: false });
  const swapped = (x: Tensor): Tensor => engine.run('Transpose', { x }, { perm: swap(x.shape.length) });
  if (transposeB) {
    const [m, k] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
    const n = b.shape.at(-2)!;
    const movedLeft = m * n + (transposeA ? 0 : m * k);
    const movedRight = n * k + (transposeA ? m * k : 0);
    if (movedLeft < movedRight) return swapped(times(b, transposeA ? a : swapped(a)));
    return times(transposeA ? swapped(a) : a, swapped(b));
  }
  return times(transposeA ? swapped(a) : a, b);
}

/** The last two axes exchanged. */
function swap(rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
}
