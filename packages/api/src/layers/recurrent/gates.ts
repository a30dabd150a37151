/** Products of all gates of a cell at once. */
import { concat, type Tensor } from '../../tracing/tensor.ts';

/** `[…, count · n]` in equal pieces `[…, n]`. */
export function split(x: Tensor, count: number): Tensor[] {
  return pieces(
    x,
    Array.from({ length: count }, () => x.shape.at(-1)! / count),
  );
}

/** The last axis in pieces of these sizes. */
export function pieces(x: Tensor, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((size) => {
    const starts = x.shape.map((_, i) => (i === x.rank - 1 ? start : 0));
    start += size;
    return x.slice(starts, [...x.shape.slice(0, -1), size]);
  });
}

/**
 * x ↦ x · kernel for `[…, batch, n]` and `[n, gates · units]`. With factors `[batch, gates, n]` each gate sees x times its own; with
 * `[batch, 1, n]` all see the same.
 */
export function productWith(kernel: Tensor, factors: Tensor | undefined): (x: Tensor) => Tensor {
  if (factors === undefined) return (x) => x.matMul(kernel);
  const [batch, gates, n] = factors.shape as [number, number, number];
  const kernels = split(kernel, gates);
  const each = split(factors.reshape([batch, gates * n]), gates);
  return (x) => {
    const products = kernels.map((own, i) => x.mul(each[i]!).matMul(own));
    return gates === 1 ? products[0]! : concat(products);
  };
}
