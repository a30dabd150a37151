/** aᵇ. */
import { binary } from './kernel.ts';

export const pow = binary('Pow');
