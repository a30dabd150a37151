/** a > b. */
import { binary } from './kernel.ts';

export const greater = binary('Greater');
