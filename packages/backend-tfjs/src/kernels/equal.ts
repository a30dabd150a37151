/** a = b. */
import { binary } from './kernel.ts';

export const equal = binary('Equal');
