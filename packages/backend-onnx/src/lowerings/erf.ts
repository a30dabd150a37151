/** The error function. */
import { plain } from './plain.ts';

export const erf = plain('Erf');
