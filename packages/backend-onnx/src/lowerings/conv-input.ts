/** The gradient of a convolution by its input: `ConvTranspose`, whose channels come first. */
import { sizeFrom, sizesApart, type OpAttrs } from '@bernoulli/api/ir';
import { channelsFirst, channelsLast, filtersFirst, placement } from './convolution.ts';
import type { Lowering } from './lowering.ts';

export const convInput: Lowering<OpAttrs<'convInput'>> = ([y, kernel], { w, attrs, type }) => {
  if (y!.shape.includes(0) || kernel!.shape.includes(0)) return w.filled(type, 0);
  const { strides, dilations, before, after, size } = attrs;
  // What no window reaches at the end of an axis.
  const tail = size.map((n, i) => {
    const reached = sizeFrom(y!.shape[i + 1]!, {
      times: strides[i]!,
      plus: (kernel!.shape[i]! - 1) * dilations[i]! + 1 - strides[i]!,
    });
    return sizesApart(sizeFrom(n, { plus: before[i]! + after[i]! }), reached);
  });
  // Where that hangs on an open size, as much as it can be is written, and what is too much cut off.
  const isLong = tail.map((n) => n === undefined);
  const { pads, ...placed } = placement(attrs);
  const made = w.node('ConvTranspose', [channelsFirst(w, y!), filtersFirst(w, kernel!)], {
    ...placed,
    pads: (pads as number[]).map((n, i) => (isLong[i - size.length] ? 0 : n)),
    output_padding: tail.map((n, i) => n ?? strides[i]! - 1),
  });
  const axes = [...size.keys()].filter((i) => isLong[i]);
  const whole =
    axes.length === 0
      ? made
      : w.node('Slice', [
          made,
          w.i64s(axes.map(() => 0)),
          w.shape(axes.map((i) => size[i]!)),
          w.i64s(axes.map((i) => i + 2)),
        ]);
  return channelsLast(w, whole, type.shape);
};
