/** The sum over axes. */
import { reduction } from './reduction.ts';

export const reduceSum = reduction('Sum', 'axis', { f32: 0, i32: 0 });
