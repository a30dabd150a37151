/** The nearest whole number not below x. */
import { unary } from './elementwise.ts';

export const ceil = unary(Math.ceil);
