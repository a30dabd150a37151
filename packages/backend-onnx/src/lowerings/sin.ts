/** The sine of x in radians. */
import { plain } from './plain.ts';

export const sin = plain('Sin');
