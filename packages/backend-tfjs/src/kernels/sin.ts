/** The sine. */
import { unary } from './kernel.ts';

export const sin = unary('Sin');
