/** What must hold of softmax. */
import type { CaseArray, OpCases } from '../case.ts';
import { at, f32, fill, noise, sum } from '../data.ts';

const large = noise([9, 67], 24, -8, 8);
const x = f32([2, 3], [1, 2, 3, -1, 0, 4]);
const upstream = f32([2, 3], [1, -2, 0.5, 3, 0.25, -1]);

/** e^x / Σ e^x over the last of two axes. */
function softmax(of: CaseArray): CaseArray {
  const [, n] = of.shape;
  return fill('f32', of.shape, ([i, j]) => Math.exp(at(of, [i!, j!])) / sum(n!, (k) => Math.exp(at(of, [i!, k]))));
}

const y = softmax(x);

export const softmaxCases: OpCases<'softmax'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [1, 2, 3, 0, 0, 0])],
      attrs: {},
      output: f32([2, 3], [0.09003057317038046, 0.24472847105479764, 0.6652409557748218, 1 / 3, 1 / 3, 1 / 3]),
    },
    {
      kind: 'edge',
      name: 'rank 1',
      inputs: [f32([2], [0, Math.fround(Math.log(3))])],
      attrs: {},
      output: f32([2], [0.25, 0.75]),
    },
    {
      kind: 'edge',
      name: 'rank 4',
      inputs: [f32([1, 2, 1, 2], [0, 0, 5, 5])],
      attrs: {},
      output: f32([1, 2, 1, 2], [0.5, 0.5, 0.5, 0.5]),
    },
    { kind: 'edge', name: 'one class', inputs: [f32([2, 1], [3, -80])], attrs: {}, output: f32([2, 1], [1, 1]) },
    {
      kind: 'edge',
      name: 'no overflow',
      inputs: [f32([3, 2], [1000, 1000, -1000, -1000, 3e38, -3e38].map(Math.fround))],
      attrs: {},
      output: f32([3, 2], [0.5, 0.5, 0.5, 0.5, 1, 0]),
    },
    { kind: 'edge', name: 'far behind is zero', inputs: [f32([2], [0, -200])], attrs: {}, output: f32([2], [1, 0]) },
    { kind: 'empty', name: 'no rows', inputs: [f32([0, 3], [])], attrs: {}, output: f32([0, 3], []) },
    { kind: 'empty', name: 'no classes', inputs: [f32([2, 0], [])], attrs: {}, output: f32([2, 0], []) },
    {
      kind: 'special',
      name: 'minus infinity is never chosen',
      inputs: [f32([2, 3], [-Infinity, 1, 1, 7, -Infinity, -Infinity])],
      attrs: {},
      output: f32([2, 3], [0, 0.5, 0.5, 1, 0, 0]),
    },
    {
      kind: 'special',
      name: 'NaN fills its row alone',
      inputs: [f32([2, 2], [NaN, 1, 2, 2])],
      attrs: {},
      output: f32([2, 2], [NaN, NaN, 0.5, 0.5]),
    },
    {
      kind: 'special',
      name: 'infinity less infinity is no number',
      inputs: [f32([4, 2], [Infinity, 1, -Infinity, -Infinity, Infinity, -Infinity, 1, 1])],
      attrs: {},
      output: f32([4, 2], [NaN, NaN, NaN, NaN, NaN, NaN, 0.5, 0.5]),
    },
    {
      kind: 'special',
      name: 'one class that is not finite',
      inputs: [f32([4, 1], [NaN, Infinity, -Infinity, 2])],
      attrs: {},
      output: f32([4, 1], [NaN, NaN, NaN, 1]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: softmax(large) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [
        fill(
          'f32',
          [2, 3],
          ([i, j]) =>
            at(y, [i!, j!]) * (at(upstream, [i!, j!]) - sum(3, (k) => at(upstream, [i!, k]) * at(y, [i!, k]))),
        ),
      ],
    },
  ],
};
