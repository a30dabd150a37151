/** a + b; ORT's `int32` wraps, as ours does. */
import { plain } from './plain.ts';

export const add = plain('Add');
