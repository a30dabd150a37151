/** a ≠ b, true for NaN. */
import { compare } from './elementwise.ts';

export const notEqual = compare((a, b) => a !== b);
