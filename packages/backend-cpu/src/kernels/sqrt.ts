/** The square root, correctly rounded. */
import { unary } from './elementwise.ts';

export const sqrt = unary(Math.sqrt);
