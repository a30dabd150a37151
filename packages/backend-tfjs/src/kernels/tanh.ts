/** The hyperbolic tangent. */
import { unary } from './kernel.ts';

export const tanh = unary('Tanh');
