/** The sine in double precision, then rounded. */
import { unary } from './elementwise.ts';

export const sin = unary(Math.sin);
