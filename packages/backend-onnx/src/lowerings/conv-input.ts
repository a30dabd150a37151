/** The gradient of a convolution by its input: `ConvTranspose`, whose channels come first. */
import type { OpAttrs } from '@bernoulli/api/ir';
import { channelsFirst, channelsLast, filtersFirst, placement } from './convolution.ts';
import type { Lowering } from './lowering.ts';

export const convInput: Lowering<OpAttrs<'convInput'>> = ([y, kernel], { w, attrs, type }) => {
  if (y!.shape.includes(0) || kernel!.shape.includes(0)) return w.filled(type, 0);
  const { strides, dilations, before, after, size } = attrs;
  // What no window reaches at the end of an axis.
  const tail = size.map((n, i) => {
    const reached = (y!.shape[i + 1]! - 1) * strides[i]! + (kernel!.shape[i]! - 1) * dilations[i]! + 1;
    return n + before[i]! + after[i]! - reached;
  });
  const made = w.node('ConvTranspose', [channelsFirst(w, y!), filtersFirst(w, kernel!)], {
    ...placement(attrs),
    output_padding: tail,
  });
  return channelsLast(w, made, type.shape);
};
