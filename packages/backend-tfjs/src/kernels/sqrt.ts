/** The square root. */
import { unary } from './kernel.ts';

export const sqrt = unary('Sqrt');
