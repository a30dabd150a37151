/** The natural logarithm. */
import { plain } from './plain.ts';

export const log = plain('Log');
