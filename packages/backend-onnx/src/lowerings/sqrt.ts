/** The square root. */
import { plain } from './plain.ts';

export const sqrt = plain('Sqrt');
