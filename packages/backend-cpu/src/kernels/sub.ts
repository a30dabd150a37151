/** a − b; storing into an `Int32Array` wraps. */
import { binary } from './elementwise.ts';

export const sub = binary((a, b) => a - b);
