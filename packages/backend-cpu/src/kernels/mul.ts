/** a · b; a product of integers needs `Math.imul` to wrap, since a double loses its low bits. */
import { binary } from './elementwise.ts';

export const mul = binary((a, b) => a * b, Math.imul);
