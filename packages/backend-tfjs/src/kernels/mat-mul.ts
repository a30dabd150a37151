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
      const [left, right] = single ? [matrix(engine, a!), matrix(engine, b!)] : [a!, b!];
      const product =
        single && engine.name === 'wasm'
          ? unflagged(engine, left, right, transposeA, transposeB)
          : times(engine, left, right, transposeA, transposeB);
      return engine.share(product, type.shape);
    });
  };

function matrix(engine: Engine, x: Tensor): Tensor {
  return x.shape.length === 2 ? x : engine.share(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

function times(engine: Engine, a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return engine.run('BatchMatMul', { a, b }, { transposeA, transposeB });
}

/**
 * For flags, as for batches, the wasm kernel has a plain loop, many times slower than a transpose and its fast product.
 * Where the second operand is the large one, (b aᵀ)ᵀ moves less memory than a bᵀ.
 */
function unflagged(engine: Engine, a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const swapped = (x: Tensor): Tensor => engine.run('Transpose', { x }, { perm: [1, 0] });
  const left = (): Tensor => (transposeA ? swapped(a) : a);
  if (!transposeB) return times(engine, left(), b);
  const [sizeA, sizeB] = [sizeOf(a.shape), sizeOf(b.shape)];
  const sizeOut = (transposeA ? a.shape[1]! : a.shape[0]!) * b.shape[0]!;
  const movedByOutput = sizeOut + (transposeA ? 0 : sizeA);
  const movedByOperands = sizeB + (transposeA ? sizeA : 0);
  if (movedByOutput >= movedByOperands) return times(engine, left(), swapped(b));
  return swapped(times(engine, b, transposeA ? a : swapped(a)));
}
