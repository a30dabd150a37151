/** The smallest element over some axes. */
import { extremum } from './extremum.ts';

export const reduceMin = extremum('ReduceMin', { f32: Infinity, i32: 2 ** 31 - 1 });
