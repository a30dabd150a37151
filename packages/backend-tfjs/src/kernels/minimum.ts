/** The smaller of a and b. */
import { extremum } from './extremum.ts';

export const minimum = extremum('Minimum');
