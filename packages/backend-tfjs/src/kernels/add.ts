/** a + b; `i32` wraps on every engine. */
import { binary } from './kernel.ts';

export const add = binary('Add');
