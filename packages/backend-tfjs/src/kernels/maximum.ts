/** The larger of a and b. */
import { extremum } from './extremum.ts';

export const maximum = extremum('Maximum');
