/** Minus x. */
import { plain } from './plain.ts';

export const neg = plain('Neg');
