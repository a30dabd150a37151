/** a ≠ b. */
import { binary } from './kernel.ts';

export const notEqual = binary('NotEqual');
