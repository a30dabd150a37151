/** True where both are. */
import { plain } from './plain.ts';

export const and = plain('And');
