/** |x|; the smallest integer wraps to itself. */
import { unary } from './elementwise.ts';

export const abs = unary(Math.abs);
