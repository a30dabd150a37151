/** Convolutions of sizes around those of tiles and blocks: channels, filters, windows, places, groups. */
import type { ConvAttrs, Shape } from '@bernoulli/api/ir';
import { f32, opCase, type OpCase } from './op-case.ts';

const plain: ConvAttrs = { strides: [1, 1], dilations: [1, 1], before: [0, 0], after: [0, 0], groups: 1 };

/** Input, kernel, output, and what differs from the plain attributes. */
const sizes: readonly [x: Shape, w: Shape, y: Shape, some: Partial<ConvAttrs>][] = [
  [[1, 3, 3, 1], [3, 3, 1, 1], [1, 1, 1, 1], {}],
  [[2, 6, 7, 3], [3, 2, 3, 5], [2, 4, 6, 5], {}],
  [[2, 8, 8, 4], [3, 3, 4, 8], [2, 8, 8, 8], { before: [1, 1], after: [1, 1] }],
  [[3, 9, 7, 1], [5, 3, 1, 16], [3, 9, 7, 16], { before: [2, 1], after: [2, 1] }],
  [[1, 28, 28, 1], [3, 3, 1, 32], [1, 26, 26, 32], {}],
  [[2, 13, 12, 33], [3, 3, 33, 17], [2, 7, 6, 17], { strides: [2, 2], before: [1, 0], after: [1, 1] }],
  [[1, 9, 9, 2], [3, 2, 2, 9], [1, 5, 6, 9], { dilations: [2, 3] }],
  [[2, 7, 5, 6], [2, 2, 3, 4], [2, 6, 4, 4], { groups: 2 }],
  [[2, 6, 6, 5], [3, 3, 1, 10], [2, 6, 6, 10], { groups: 5, before: [1, 1], after: [1, 1] }],
  [[4, 5, 3, 70], [1, 1, 70, 9], [4, 5, 3, 9], {}],
  [[2, 5, 4, 3], [1, 1, 3, 4], [2, 3, 2, 4], { strides: [2, 2] }],
  [[1, 40, 20, 8], [3, 3, 8, 65], [1, 38, 18, 65], {}],
  [[0, 4, 4, 2], [2, 2, 2, 3], [0, 3, 3, 3], {}],
  [[2, 21, 4], [5, 4, 6], [2, 9, 6], { strides: [2], dilations: [1], before: [0], after: [0] }],
  [[2, 17, 3], [3, 3, 2], [2, 17, 2], { strides: [1], dilations: [2], before: [4], after: [0] }],
  [[2, 9, 8, 12], [3, 3, 4, 18], [2, 4, 8, 18], { groups: 3, strides: [2, 1], before: [0, 1], after: [0, 1] }],
  [[1, 12, 11, 8], [2, 3, 4, 6], [1, 10, 7, 6], { groups: 2, dilations: [2, 2] }],
  [[2, 7, 6, 21], [3, 3, 1, 21], [2, 7, 6, 21], { groups: 21, before: [1, 1], after: [1, 1] }],
  [[2, 9, 11, 37], [3, 2, 1, 37], [2, 5, 4, 37], { groups: 37, strides: [2, 3], before: [2, 0], after: [1, 1] }],
  [[3, 8, 9, 6], [2, 3, 1, 6], [3, 12, 9, 6], { groups: 6, dilations: [3, 2], before: [7, 3], after: [0, 1] }],
  [[1, 3, 2, 4], [5, 5, 1, 4], [1, 3, 2, 4], { groups: 4, before: [2, 2], after: [2, 2] }],
  [[2, 3, 3, 5], [2, 2, 1, 5], [2, 4, 4, 5], { groups: 5, strides: [2, 2], before: [2, 2], after: [3, 3] }],
  [[0, 4, 4, 5], [2, 2, 1, 5], [0, 3, 3, 5], { groups: 5 }],
  [[2, 13, 5], [4, 1, 5], [2, 10, 5], { groups: 5, strides: [1], dilations: [1], before: [0], after: [0] }],
  [
    [2, 7, 8, 9, 3],
    [3, 2, 3, 3, 10],
    [2, 4, 7, 7, 10],
    { strides: [2, 1, 1], dilations: [1, 2, 1], before: [1, 0, 0], after: [1, 1, 0] },
  ],
  [
    [1, 6, 7, 5, 4],
    [2, 2, 2, 2, 6],
    [1, 5, 3, 4, 6],
    { strides: [1, 2, 1], dilations: [1, 1, 1], before: [0, 0, 0], after: [0, 0, 0], groups: 2 },
  ],
  [
    [2, 4, 4, 4, 3],
    [3, 3, 3, 1, 3],
    [2, 4, 4, 4, 3],
    { strides: [1, 1, 1], dilations: [1, 1, 1], before: [1, 1, 1], after: [1, 1, 1], groups: 3 },
  ],
  [
    [1, 3, 3, 2, 2, 2],
    [2, 2, 2, 2, 2, 3],
    [1, 2, 2, 1, 1, 3],
    { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], before: [0, 0, 0, 0], after: [0, 0, 0, 0] },
  ],
  [
    [1, 4, 5, 3, 2],
    [2, 3, 2, 2, 3],
    [1, 3, 3, 2, 3],
    { strides: [1, 1, 1], dilations: [1, 1, 1], before: [0, 0, 0], after: [0, 0, 0] },
  ],
];

export function convolutions(): OpCase[] {
  return sizes.flatMap(([x, w, y, some]) => {
    const attrs = { ...plain, ...some };
    const name = `[${x}] and [${w}] with ${JSON.stringify(some)}`;
    return [
      opCase(`conv of ${name}`, [f32(x), f32(w)], (b, input, kernel) => b.conv(input!, kernel!, attrs)),
      opCase(`convInput of ${name}`, [f32(y), f32(w)], (b, output, kernel) =>
        b.convInput(output!, kernel!, { ...attrs, size: x.slice(1, -1) }),
      ),
      opCase(`convKernel of ${name}`, [f32(x), f32(y)], (b, input, output) =>
        b.convKernel(input!, output!, { ...attrs, size: w.slice(0, -2) }),
      ),
    ];
  });
}
