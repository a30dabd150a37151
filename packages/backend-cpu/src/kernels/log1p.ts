/** log(1 + x) in double precision, then rounded. */
import { unary } from './elementwise.ts';

export const log1p = unary(Math.log1p);
