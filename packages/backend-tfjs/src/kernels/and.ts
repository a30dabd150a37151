/** Both. */
import { binary } from './kernel.ts';

export const and = binary('LogicalAnd');
