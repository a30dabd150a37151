/** Draws the rows of the key's stream that start at the offset. */
import { fillUniform, sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const uniform: Kernel<'uniform'> = ({ attrs: { shape } }) => {
  const row = sizeOf(shape.slice(1));
  return ([key, offset], out) => fillUniform([key![0]! >>> 0, key![1]! >>> 0], out as Float32Array, offset![0]! * row);
};
