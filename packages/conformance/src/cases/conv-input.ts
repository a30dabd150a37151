/** What must hold of convInput. */
import type { GradientCase, OpCases, ValueCase } from '../case.ts';
import { attrsOf, convolve, convolveInput, convolveKernel, large, small, type Sizes } from '../convolution.ts';
import { f32, noise } from '../data.ts';

const plain = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };

function value(sizes: Sizes, kind: 'edge' | 'large'): ValueCase<'convInput'> {
  const attrs = { ...attrsOf(sizes), size: sizes.x.slice(1, -1) };
  const [y, w] = [noise([sizes.x[0]!, ...sizes.places, sizes.w.at(-1)!], 511), noise(sizes.w, 512)];
  return { kind, name: sizes.name, inputs: [y, w], attrs, output: convolveInput(y, w, attrs) };
}

function gradient(sizes: Sizes): GradientCase<'convInput'> {
  const attrs = attrsOf(sizes);
  const [y, w] = [noise([sizes.x[0]!, ...sizes.places, sizes.w.at(-1)!], 513), noise(sizes.w, 514)];
  const upstream = noise(sizes.x, 515);
  return {
    name: sizes.name,
    inputs: [y, w],
    attrs: { ...attrs, size: sizes.x.slice(1, -1) },
    wrt: [0, 1],
    upstream,
    gradients: [
      convolve(upstream, w, sizes.places, attrs),
      convolveKernel(upstream, y, { ...attrs, size: sizes.w.slice(0, -2) }),
    ],
  };
}

export const convInputCases: OpCases<'convInput'> = {
  values: [
    {
      kind: 'plain',
      name: 'spreads over windows that overlap, by hand',
      inputs: [f32([1, 3, 1], [1, 10, 100]), f32([2, 1, 1], [2, 3])],
      attrs: { ...plain, size: [4] },
      output: f32([1, 4, 1], [2, 23, 230, 300]),
    },
    {
      kind: 'plain',
      name: 'leaves 0 where no window lies, by hand',
      inputs: [f32([1, 2, 1], [1, 10]), f32([1, 1, 1], [5])],
      attrs: { ...plain, strides: [2], size: [4] },
      output: f32([1, 4, 1], [5, 0, 50, 0]),
    },
    {
      kind: 'empty',
      name: 'no rows',
      inputs: [f32([0, 3, 3], []), noise([2, 2, 3], 516)],
      attrs: { ...plain, size: [4] },
      output: f32([0, 4, 2], []),
    },
    {
      kind: 'special',
      name: 'NaN and infinity spread over their windows alone',
      inputs: [f32([1, 4, 1], [NaN, 1, 2, Infinity]), f32([2, 1, 1], [1, 1])],
      attrs: { ...plain, size: [5] },
      output: f32([1, 5, 1], [NaN, NaN, 3, Infinity, Infinity]),
    },
    {
      kind: 'special',
      name: 'weights of zero meet NaN and infinity',
      inputs: [f32([1, 4, 1], [NaN, 1, 2, Infinity]), f32([2, 1, 1], [0, 1])],
      attrs: { ...plain, size: [5] },
      output: f32([1, 5, 1], [NaN, NaN, 1, NaN, Infinity]),
    },
    ...small.map((sizes) => value(sizes, 'edge')),
    ...large.map((sizes) => value(sizes, 'large')),
  ],
  gradients: small.map(gradient),
};
