/** The nearest whole number not above x. */
import { unary } from './elementwise.ts';

export const floor = unary(Math.floor);
