/** The natural logarithm in double precision, then rounded. */
import { unary } from './elementwise.ts';

export const log = unary(Math.log);
