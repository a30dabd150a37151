/** The magnitude. */
import { plain } from './plain.ts';

export const abs = plain('Abs');
