/** a / b, by IEEE 754. */
import { plain } from './plain.ts';

export const div = plain('Div');
