/** Which ops have a SIMD routine of their own. Element-wise ops are not here: fused loops run them. */
import type { OpName } from '@bernoulli/api/ir';
import type { Routine } from '../tasks/task.ts';
import { concat, slice, transpose } from './copy.ts';
import { conv, convInput, convKernel } from './conv.ts';
import { matMul } from './mat-mul.ts';
import { reduceBy, sumSquares } from './reduce.ts';
import { byRows } from './softmax.ts';
import { uniform } from './uniform.ts';

export const routines: { readonly [O in OpName]?: Routine<O> } = {
  matMul,
  conv,
  convInput,
  convKernel,
  uniform,
  reduceSum: (spec, r) => (spec.inputs.length === 2 ? sumSquares(spec, r) : reduceBy(spec, 'sumRows', 'sumColumns', r)),
  reduceMax: (spec, r) => reduceBy(spec, 'maxRows', null, r),
  reduceMin: (spec, r) => reduceBy(spec, 'minRows', null, r),
  softmax: (spec) => byRows(spec, 'softmax'),
  slice,
  transpose,
  concat,
  logSoftmax: (spec) => byRows(spec, 'logSoftmax'),
};
