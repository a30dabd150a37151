/** The product of matrices. */
import { sizeOf, type Shape } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import type { KernelOf } from './kernel.ts';
import { productPlan } from './product-plan.ts';

export const matMul: KernelOf<'matMul'> =
  (engine) =>
  ([a, b], { attrs: { transposeA, transposeB }, type }) => {
    if (sizeOf(a!.shape) === 0 || sizeOf(b!.shape) === 0) return engine.fill(type.shape, 0, 'f32');
    return engine.tidy(() => {
      const single = isSingle(b!.shape);
      const [left, right] = single ? [matrix(engine, a!), matrix(engine, b!)] : [a!, b!];
      const product =
        single && engine.name === 'wasm'
          ? unflagged(engine, left, right, transposeA, transposeB)
          : times(engine, left, right, transposeA, transposeB);
      return engine.share(product, type.shape);
    });
  };

/** One matrix that serves all, or a single matrix in disguise: a product of two matrices, which is the kernels' fast case. */
export function isSingle(shapeOfB: Shape): boolean {
  return shapeOfB.length === 2 || sizeOf(shapeOfB.slice(0, -2)) === 1;
}

/** The same elements as a matrix. */
export function matrix(engine: Engine, x: Tensor): Tensor {
  return x.shape.length === 2 ? x : engine.share(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

/** A matrix with its axes swapped. */
export function swapped(engine: Engine, x: Tensor): Tensor {
  return engine.run('Transpose', { x }, { perm: [1, 0] });
}

function times(engine: Engine, a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return engine.run('BatchMatMul', { a, b }, { transposeA, transposeB });
}

/** For flags, as for batches, the wasm kernel has a plain loop, many times slower than a transpose and its fast product. */
function unflagged(engine: Engine, a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const turned = (x: Tensor, turn: boolean): Tensor => (turn ? swapped(engine, x) : x);
  return productPlan(a.shape, b.shape, transposeA, transposeB) === 'direct'
    ? times(engine, turned(a, transposeA), turned(b, transposeB))
    : swapped(engine, times(engine, turned(b, !transposeB), turned(a, !transposeA)));
}
