/** True where either is. */
import { plain } from './plain.ts';

export const or = plain('Or');
