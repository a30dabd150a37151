/** The product of matrices: a row of the result at a time, accumulated in double precision in the order of the inner axis. */
import { sizeOf, type TensorType } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

/** The sizes of a product and how far apart its elements lie. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Elements from one matrix of the second operand to the next: 0 where one serves all. */
  readonly batchB: number;
}

export function productOf([a, b]: readonly TensorType[], transposeA: boolean, out: TensorType): Product {
  const [m, n] = out.shape.slice(-2) as [number, number];
  const k = a!.shape.at(transposeA ? -2 : -1)!;
  const shared = b!.shape.length === 2;
  const lead = sizeOf(out.shape.slice(0, -2));
  // One second operand for all: the leading axes of the first are so many more rows.
  return shared && !transposeA
    ? { batch: 1, m: lead * m, k, n, batchB: 0 }
    : { batch: lead, m, k, n, batchB: shared ? 0 : k * n };
}

export const matMul: Kernel<'matMul'> = ({ attrs: { transposeA, transposeB }, inputs, type }) => {
  const { batch, m, k, n, batchB } = productOf(inputs, transposeA, type);
  const row = new Float64Array(n);
  const [ai, ap] = transposeA ? [1, m] : [k, 1];
  const [bp, bj] = transposeB ? [1, k] : [n, 1];
  return ([a, b], out) => {
    for (let s = 0, o = 0; s < batch; s++)
      for (let i = 0; i < m; i++, o += n) {
        row.fill(0);
        for (let p = 0; p < k; p++) {
          const x = a![s * m * k + i * ai + p * ap]!;
          let q = s * batchB + p * bp;
          for (let j = 0; j < n; j++, q += bj) row[j] = row[j]! + x * b![q]!;
        }
        out.set(row, o);
      }
  };
};
