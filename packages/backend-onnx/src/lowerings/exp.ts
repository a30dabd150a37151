/** eˣ. */
import { plain } from './plain.ts';

export const exp = plain('Exp');
