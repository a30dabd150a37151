/** The nearest whole number not above x. */
import { plain } from './plain.ts';

export const floor = plain('Floor');
