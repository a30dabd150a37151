/** a < b. */
import { binary } from './kernel.ts';

export const less = binary('Less');
