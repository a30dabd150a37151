/** aᵇ, as `Math.pow` has it. */
import { binary } from './elementwise.ts';

export const pow = binary(Math.pow);
