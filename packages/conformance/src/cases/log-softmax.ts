/** What must hold of logSoftmax. */
import type { CaseArray, OpCases } from '../case.ts';
import { at, f32, fill, noise, sum } from '../data.ts';

const large = noise([9, 67], 25, -8, 8);
const x = f32([2, 3], [1, 2, 3, -1, 0, 4]);
const upstream = f32([2, 3], [1, -2, 0.5, 3, 0.25, -1]);

/** log Σ e^x over row i of two axes. */
function logTotal(of: CaseArray, i: number): number {
  return Math.log(sum(of.shape[1]!, (k) => Math.exp(at(of, [i, k]))));
}

export const logSoftmaxCases: OpCases<'logSoftmax'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [1, 2, 3, 0, 0, 0])],
      attrs: {},
      output: f32(
        [2, 3],
        [
          -2.4076059644443806, -1.4076059644443804, -0.4076059644443804, -1.0986122886681098, -1.0986122886681098,
          -1.0986122886681098,
        ],
      ),
    },
    {
      kind: 'edge',
      name: 'rank 1',
      inputs: [f32([2], [0, 0])],
      attrs: {},
      output: f32([2], [-0.6931471805599453, -0.6931471805599453]),
    },
    {
      kind: 'edge',
      name: 'rank 4',
      inputs: [f32([1, 2, 1, 2], [0, 0, 5, 5])],
      attrs: {},
      output: f32([1, 2, 1, 2], [-0.6931471805599453, -0.6931471805599453, -0.6931471805599453, -0.6931471805599453]),
    },
    { kind: 'edge', name: 'one class', inputs: [f32([2, 1], [3, -80])], attrs: {}, output: f32([2, 1], [0, 0]) },
    {
      kind: 'edge',
      name: 'far behind stays finite',
      inputs: [f32([2, 2], [0, -200, 1000, 0])],
      attrs: {},
      output: f32([2, 2], [0, -200, 0, -1000]),
    },
    { kind: 'empty', name: 'no rows', inputs: [f32([0, 3], [])], attrs: {}, output: f32([0, 3], []) },
    { kind: 'empty', name: 'no classes', inputs: [f32([2, 0], [])], attrs: {}, output: f32([2, 0], []) },
    {
      kind: 'special',
      name: 'minus infinity is never chosen',
      inputs: [f32([2, 3], [-Infinity, 1, 1, 7, -Infinity, -Infinity])],
      attrs: {},
      output: f32([2, 3], [-Infinity, -0.6931471805599453, -0.6931471805599453, 0, -Infinity, -Infinity]),
    },
    {
      kind: 'special',
      name: 'NaN fills its row alone',
      inputs: [f32([2, 2], [NaN, 1, 2, 2])],
      attrs: {},
      output: f32([2, 2], [NaN, NaN, -0.6931471805599453, -0.6931471805599453]),
    },
    {
      kind: 'special',
      name: 'infinity less infinity is no number',
      inputs: [f32([3, 2], [Infinity, 1, -Infinity, -Infinity, Infinity, -Infinity])],
      attrs: {},
      output: f32([3, 2], [NaN, NaN, NaN, NaN, NaN, NaN]),
    },
    {
      kind: 'special',
      name: 'one class that is not finite',
      inputs: [f32([4, 1], [NaN, Infinity, -Infinity, 2])],
      attrs: {},
      output: f32([4, 1], [NaN, NaN, NaN, 0]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [large],
      attrs: {},
      output: fill('f32', [9, 67], ([i, j]) => at(large, [i!, j!]) - logTotal(large, i!)),
    },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [
        fill('f32', [2, 3], ([i, j]) => {
          const share = Math.exp(at(x, [i!, j!]) - logTotal(x, i!));
          return at(upstream, [i!, j!]) - share * sum(3, (k) => at(upstream, [i!, k]));
        }),
      ],
    },
  ],
};
