/** a ≥ b. */
import { binary } from './kernel.ts';

export const greaterEqual = binary('GreaterEqual');
