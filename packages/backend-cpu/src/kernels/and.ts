/** Both true. */
import { binary } from './elementwise.ts';

export const and = binary((a, b) => a & b);
