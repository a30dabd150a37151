/** a = b. */
import { compare } from './elementwise.ts';

export const equal = compare((a, b) => a === b);
