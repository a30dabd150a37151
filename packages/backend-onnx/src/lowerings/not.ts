/** True where x is false. */
import { plain } from './plain.ts';

export const not = plain('Not');
