/** The opposite of a bool. */
import { unary } from './kernel.ts';

export const not = unary('LogicalNot');
