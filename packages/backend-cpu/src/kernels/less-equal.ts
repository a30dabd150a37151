/** a ≤ b. */
import { compare } from './elementwise.ts';

export const lessEqual = compare((a, b) => a <= b);
