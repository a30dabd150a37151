/** The logistic function; the kernels saturate at 0 and 1 without overflow. */
import { keepingNaN } from './keeping-nan.ts';

export const sigmoid = keepingNaN('Sigmoid');
