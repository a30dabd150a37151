/** The logistic function; the kernels saturate at 0 and 1 without overflow. */
import { unary } from '../kernel.ts';

export const sigmoid = unary('Sigmoid');
