/** eˣ in double precision, then rounded. */
import { unary } from './elementwise.ts';

export const exp = unary(Math.exp);
