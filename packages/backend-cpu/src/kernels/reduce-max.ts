/** The largest over some axes, NaN if one is; over nothing, the least value there is. */
import { reduction } from './reduce.ts';

export const reduceMax = reduction((dtype) => (dtype === 'f32' ? -Infinity : -0x80000000), Math.max);
