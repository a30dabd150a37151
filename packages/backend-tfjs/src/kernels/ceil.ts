/** Rounding up. */
import { unary } from './kernel.ts';

export const ceil = unary('Ceil');
