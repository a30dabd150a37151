/** Which ops have a SIMD routine of their own. Element-wise ops are not here: fused loops run them. */
import type { OpName } from '@bernoulli/api/ir';
import { matMul } from './mat-mul.ts';
import { reduceBy } from './reduce.ts';
import type { Routine } from './routine.ts';
import { byRows } from './softmax.ts';
import { uniform } from './uniform.ts';

export const routines: { readonly [O in OpName]?: Routine<O> } = {
  matMul,
  uniform,
  reduceSum: (spec, r) => reduceBy(spec, r.sumRows, r.sumColumns),
  reduceMax: (spec, r) => reduceBy(spec, r.maxRows, null),
  softmax: (spec, r) => byRows(spec, r.softmax),
  logSoftmax: (spec, r) => byRows(spec, r.logSoftmax),
};
