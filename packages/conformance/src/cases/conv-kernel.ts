/** What must hold of convKernel. */
import type { GradientCase, OpCases, ValueCase } from '../case.ts';
import { attrsOf, convolve, convolveInput, convolveKernel, large, small, type Sizes } from '../convolution.ts';
import { f32, noise } from '../data.ts';

const plain = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };

function value(sizes: Sizes, kind: 'edge' | 'large'): ValueCase<'convKernel'> {
  const attrs = { ...attrsOf(sizes), size: sizes.w.slice(0, -2) };
  const [x, y] = [noise(sizes.x, 521), noise([sizes.x[0]!, ...sizes.places, sizes.w.at(-1)!], 522)];
  return { kind, name: sizes.name, inputs: [x, y], attrs, output: convolveKernel(x, y, attrs) };
}

function gradient(sizes: Sizes): GradientCase<'convKernel'> {
  const attrs = attrsOf(sizes);
  const [x, y] = [noise(sizes.x, 523), noise([sizes.x[0]!, ...sizes.places, sizes.w.at(-1)!], 524)];
  const upstream = noise(sizes.w, 525);
  return {
    name: sizes.name,
    inputs: [x, y],
    attrs: { ...attrs, size: sizes.w.slice(0, -2) },
    wrt: [0, 1],
    upstream,
    gradients: [
      convolveInput(y, upstream, { ...attrs, size: sizes.x.slice(1, -1) }),
      convolve(x, upstream, sizes.places, attrs),
    ],
  };
}

export const convKernelCases: OpCases<'convKernel'> = {
  values: [
    {
      kind: 'plain',
      name: 'adds up over places and rows, by hand',
      inputs: [f32([2, 3, 1], [1, 2, 3, 4, 5, 6]), f32([2, 2, 1], [1, 10, 100, 1000])],
      attrs: { ...plain, size: [2] },
      output: f32([2, 1, 1], [1 + 20 + 400 + 5000, 2 + 30 + 500 + 6000]),
    },
    {
      kind: 'empty',
      name: 'no rows give zeros',
      inputs: [f32([0, 4, 2], []), f32([0, 3, 1], [])],
      attrs: { ...plain, size: [2] },
      output: f32([2, 2, 1], [0, 0, 0, 0]),
    },
    {
      kind: 'special',
      name: 'NaN and infinity reach the elements that meet them',
      inputs: [f32([1, 3, 1], [NaN, 1, 2]), f32([1, 2, 1], [1, 1])],
      attrs: { ...plain, size: [2] },
      output: f32([2, 1, 1], [NaN, 3]),
    },
    {
      kind: 'special',
      name: 'zeros meet NaN and infinity',
      inputs: [f32([1, 4, 1], [NaN, 0, 2, 3]), f32([1, 3, 2], [0, 1, 0, Infinity, 0, 4])],
      attrs: { ...plain, size: [2] },
      output: f32([2, 1, 2], [NaN, NaN, 0, Infinity]),
    },
    ...small.map((sizes) => value(sizes, 'edge')),
    ...large.map((sizes) => value(sizes, 'large')),
  ],
  gradients: small.map(gradient),
};
