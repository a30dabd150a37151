/** True for false. */
import { unary } from './elementwise.ts';

export const not = unary((x) => 1 - x);
