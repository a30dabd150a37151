/** The cosine of x in radians. */
import { plain } from './plain.ts';

export const cos = plain('Cos');
