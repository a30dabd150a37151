/** The hyperbolic tangent in double precision, then rounded. */
import { unary } from './elementwise.ts';

export const tanh = unary(Math.tanh);
