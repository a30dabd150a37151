/** The natural logarithm. */
import { keepingNaN } from './keeping-nan.ts';

export const log = keepingNaN('Log');
