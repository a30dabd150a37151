/** a < b. */
import { compare } from './elementwise.ts';

export const less = compare((a, b) => a < b);
