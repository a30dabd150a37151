/** Convolution: `Conv`, whose channels come first. */
import type { OpAttrs } from '@bernoulli/api/ir';
import { channelsFirst, channelsLast, filtersFirst, placement } from './convolution.ts';
import type { Lowering } from './lowering.ts';

export const conv: Lowering<OpAttrs<'conv'>> = ([x, kernel], { w, attrs, type }) => {
  if (x!.shape.includes(0) || kernel!.shape.includes(0)) return w.filled(type, 0);
  return channelsLast(
    w,
    w.node('Conv', [channelsFirst(w, x!), filtersFirst(w, kernel!)], placement(attrs)),
    type.shape,
  );
};
