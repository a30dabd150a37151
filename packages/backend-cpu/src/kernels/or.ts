/** Either true. */
import { binary } from './elementwise.ts';

export const or = binary((a, b) => a | b);
