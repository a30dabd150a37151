/** The nearest whole number; ONNX too sends halves to the even neighbour. */
import { plain } from './plain.ts';

export const round = plain('Round');
