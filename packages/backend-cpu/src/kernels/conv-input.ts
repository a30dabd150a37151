/** The gradient of a convolution by its input, term by term, added up in double precision. */
import { eachTerm, sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const convInput: Kernel<'convInput'> = ({ attrs, inputs: [y, w], type }) => {
  const shapes = { x: type.shape, w: w!.shape, y: y!.shape };
  const sums = new Float64Array(sizeOf(type.shape));
  return ([output, kernel], out) => {
    sums.fill(0);
    eachTerm(shapes, attrs, (i, k, o) => (sums[i] = sums[i]! + output![o]! * kernel![k]!));
    out.set(sums);
  };
};
