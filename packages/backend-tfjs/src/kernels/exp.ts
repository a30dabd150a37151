/** eˣ. */
import { unary } from '../kernel.ts';

export const exp = unary('Exp');
