/** True where a > b. */
import { plain } from './plain.ts';

export const greater = plain('Greater');
