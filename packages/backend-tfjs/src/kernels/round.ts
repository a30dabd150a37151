/** Rounding to nearest; the kernels send halves to the even neighbour, as the op asks. */
import { unary } from './kernel.ts';

export const round = unary('Round');
