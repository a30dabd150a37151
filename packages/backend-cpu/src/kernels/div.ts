/** a / b by IEEE 754. */
import { binary } from './elementwise.ts';

export const div = binary((a, b) => a / b);
