/** The gradient of a convolution by its kernel, term by term, added up in double precision. */
import { eachTerm, sizeOf } from '@bernoulli/api/ir';
import type { Kernel } from './kernel.ts';

export const convKernel: Kernel<'convKernel'> = ({ attrs, inputs: [x, y], type }) => {
  const shapes = { x: x!.shape, w: type.shape, y: y!.shape };
  const sums = new Float64Array(sizeOf(type.shape));
  return ([input, output], out) => {
    sums.fill(0);
    eachTerm(shapes, attrs, (i, k, o) => (sums[k] = sums[k]! + input![i]! * output![o]!));
    out.set(sums);
  };
};
