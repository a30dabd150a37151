/** The largest element over some axes. */
import { extremum } from './extremum.ts';

export const reduceMax = extremum('ReduceMax', { f32: -Infinity, i32: -(2 ** 31) });
