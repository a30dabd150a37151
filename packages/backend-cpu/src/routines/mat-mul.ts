/** The product of matrices by the packed SIMD routine; transposes are taken while packing. */
import { productOf } from '../kernels/mat-mul.ts';
import type { Routine } from '../tasks/task.ts';
import { productTask } from './product.ts';

export const matMul: Routine<'matMul'> = ({ attrs, inputs, type }, { gemmScratch }) => {
  const product = { ...productOf(inputs, attrs.transposeA, type), ...attrs };
  return {
    scratchBytes: gemmScratch(product.m, product.k, product.n),
    sharedBytes: 0,
    tasks: (places, epilogue) => [productTask(product, places, epilogue)],
  };
};
