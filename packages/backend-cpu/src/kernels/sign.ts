/** −1, 0 or 1; NaN and the sign of zero stay. */
import { unary } from './elementwise.ts';

export const sign = unary(Math.sign);
