/** Minus x; the smallest integer stays itself. */
import { unary } from './elementwise.ts';

export const neg = unary((x) => -x);
