/** The product of matrices by the packed SIMD routine; transposes are taken while packing. */
import { productOf } from '../kernels/mat-mul.ts';
import type { Routine } from './routine.ts';

export const matMul: Routine<'matMul'> = (
  { attrs: { transposeA, transposeB }, inputs, type },
  { gemm, gemmScratch },
) => {
  const { batch, m, k, n, batchB } = productOf(inputs, transposeA, type);
  return {
    scratchBytes: gemmScratch(m, k, n),
    bind:
      ({ inputs: [a, b], out, scratch }) =>
      () => {
        for (let s = 0; s < batch; s++)
          gemm(a! + 4 * s * m * k, b! + 4 * s * batchB, out + 4 * s * m * n, m, k, n, transposeA, transposeB, scratch);
      },
  };
};
