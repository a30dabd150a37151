/** The largest element over axes. */
import { reduction } from './reduction.ts';

export const reduceMax = reduction('Max', 'reductionIndices', { f32: -Infinity, i32: -(2 ** 31) });
