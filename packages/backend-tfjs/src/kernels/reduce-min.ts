/** The smallest element over axes. */
import { reduction } from './reduction.ts';

export const reduceMin = reduction('Min', 'axis', { f32: Infinity, i32: 2 ** 31 - 1 });
