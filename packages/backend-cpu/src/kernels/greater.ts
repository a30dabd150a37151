/** a > b. */
import { compare } from './elementwise.ts';

export const greater = compare((a, b) => a > b);
