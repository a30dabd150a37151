/** The larger of a and b. */
import { plain } from './plain.ts';

export const maximum = plain('Max');
