/** The error function, by the rational approximation that TF.js has: within 1.5e-7 of the true value, not to its last bits. */
import { unary } from './kernel.ts';

export const erf = unary('Erf');
