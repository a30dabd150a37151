/** The natural logarithm. */
import { unary } from '../kernel.ts';

export const log = unary('Log');
