/** a ≥ b. */
import { compare } from './elementwise.ts';

export const greaterEqual = compare((a, b) => a >= b);
