/** The smaller of two, NaN if either is. */
import { binary } from './elementwise.ts';

export const minimum = binary(Math.min);
