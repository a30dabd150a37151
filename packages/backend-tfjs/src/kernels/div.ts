/** a / b. */
import { binary } from './kernel.ts';

export const div = binary('RealDiv');
