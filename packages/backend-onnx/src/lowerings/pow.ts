/** aᵇ. */
import { plain } from './plain.ts';

export const pow = plain('Pow');
