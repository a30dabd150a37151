/** True where a ≤ b. */
import { plain } from './plain.ts';

export const lessEqual = plain('LessOrEqual');
