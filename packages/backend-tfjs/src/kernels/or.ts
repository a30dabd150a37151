/** Either. */
import { binary } from './kernel.ts';

export const or = binary('LogicalOr');
