/** The cosine. */
import { unary } from './kernel.ts';

export const cos = unary('Cos');
