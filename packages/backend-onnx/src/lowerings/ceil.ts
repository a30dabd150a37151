/** The nearest whole number not below x. */
import { plain } from './plain.ts';

export const ceil = plain('Ceil');
