/** What must hold of conv. */
import type { GradientCase, OpCases, ValueCase } from '../case.ts';
import { attrsOf, convolve, convolveInput, convolveKernel, large, small, type Sizes } from '../convolution.ts';
import { f32, noise } from '../data.ts';

const plain = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };

function value(sizes: Sizes, kind: 'edge' | 'large'): ValueCase<'conv'> {
  const attrs = attrsOf(sizes);
  const [x, w] = [noise(sizes.x, 501), noise(sizes.w, 502)];
  return { kind, name: sizes.name, inputs: [x, w], attrs, output: convolve(x, w, sizes.places, attrs) };
}

function gradient(sizes: Sizes): GradientCase<'conv'> {
  const attrs = attrsOf(sizes);
  const [x, w] = [noise(sizes.x, 503), noise(sizes.w, 504)];
  const upstream = noise([sizes.x[0]!, ...sizes.places, sizes.w.at(-1)!], 505);
  return {
    name: sizes.name,
    inputs: [x, w],
    attrs,
    wrt: [0, 1],
    upstream,
    gradients: [
      convolveInput(upstream, w, { ...attrs, size: sizes.x.slice(1, -1) }),
      convolveKernel(x, upstream, { ...attrs, size: sizes.w.slice(0, -2) }),
    ],
  };
}

export const convCases: OpCases<'conv'> = {
  values: [
    {
      kind: 'plain',
      name: 'differences of neighbours, by hand',
      inputs: [f32([1, 4, 1], [1, 4, 9, 16]), f32([2, 1, 1], [-1, 1])],
      attrs: plain,
      output: f32([1, 3, 1], [3, 5, 7]),
    },
    {
      kind: 'plain',
      name: 'does not turn the window round, and adds channels',
      inputs: [f32([1, 2, 2], [1, 10, 2, 20]), f32([2, 2, 1], [1, 2, 3, 4])],
      attrs: plain,
      output: f32([1, 1, 1], [1 + 20 + 6 + 80]),
    },
    {
      kind: 'empty',
      name: 'no rows',
      inputs: [f32([0, 4, 2], []), noise([2, 2, 3], 506)],
      attrs: plain,
      output: f32([0, 3, 3], []),
    },
    {
      kind: 'special',
      name: 'NaN and infinity reach the windows that hold them',
      inputs: [f32([1, 5, 1], [NaN, 1, 2, Infinity, 3]), f32([2, 1, 1], [1, 1])],
      attrs: plain,
      output: f32([1, 4, 1], [NaN, 3, Infinity, Infinity]),
    },
    {
      kind: 'special',
      name: 'weights of zero meet NaN and infinity',
      inputs: [f32([1, 5, 1], [NaN, 1, 2, Infinity, 3]), f32([2, 1, 2], [0, 1, 1, 0])],
      attrs: plain,
      output: f32([1, 4, 2], [NaN, NaN, 2, 1, Infinity, NaN, NaN, Infinity]),
    },
    ...small.map((sizes) => value(sizes, 'edge')),
    ...large.map((sizes) => value(sizes, 'large')),
  ],
  gradients: small.map(gradient),
};
