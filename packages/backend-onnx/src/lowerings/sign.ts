/** −1, 0 or 1. */
import { plain } from './plain.ts';

export const sign = plain('Sign');
