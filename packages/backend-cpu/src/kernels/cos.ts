/** The cosine in double precision, then rounded. */
import { unary } from './elementwise.ts';

export const cos = unary(Math.cos);
