/** Rounding down. */
import { unary } from './kernel.ts';

export const floor = unary('Floor');
