/** The logistic function. */
import { plain } from './plain.ts';

export const sigmoid = plain('Sigmoid');
