/** The hyperbolic tangent. */
import { plain } from './plain.ts';

export const tanh = plain('Tanh');
