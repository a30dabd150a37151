/** The larger of two, NaN if either is. */
import { binary } from './elementwise.ts';

export const maximum = binary(Math.max);
