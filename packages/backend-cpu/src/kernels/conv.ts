/** Convolution, term by term, added up in double precision. */
import { eachTerm, sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const conv: Kernel<'conv'> = ({ attrs, inputs: [x, w], type }) => {
  const shapes = { x: x!.shape, w: w!.shape, y: type.shape };
  const sums = new Float64Array(sizeOf(type.shape));
  return ([input, kernel], out) => {
    sums.fill(0);
    eachTerm(shapes, attrs, (i, k, o) => (sums[o] = sums[o]! + input![i]! * kernel![k]!));
    out.set(sums);
  };
};
