/** The smallest over some axes, NaN if one is; over nothing, the greatest value there is. */
import { reduction } from './reduce.ts';

export const reduceMin = reduction((dtype) => (dtype === 'f32' ? Infinity : 0x7fffffff), Math.min);
