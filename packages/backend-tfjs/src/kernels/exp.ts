/** eˣ. */
import { keepingNaN } from './keeping-nan.ts';

export const exp = keepingNaN('Exp');
