/** a ≤ b. */
import { binary } from './kernel.ts';

export const lessEqual = binary('LessEqual');
