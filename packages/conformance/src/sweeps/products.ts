/** Products of stacks of matrices, of long and of very small and large ones, and convolutions of every shape. */
import type { OpName, Shape } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { attrsOf, type Sizes } from '../convolution.ts';
import { f32, noise } from '../data.ts';
import { lazily, real, swept } from './sweep.ts';

const PLAIN = { transposeA: false, transposeB: false };
const SWAPPED = { transposeA: false, transposeB: true };
const FIRST_SWAPPED = { transposeA: true, transposeB: false };
const BOTH_SWAPPED = { transposeA: true, transposeB: true };

const stacks: readonly (readonly [a: Shape, b: Shape, attrs?: typeof PLAIN])[] = [
  [
    [2, 1, 2, 3, 5],
    [2, 1, 2, 5, 4],
  ],
  [[2, 1, 2, 3, 5], [2, 1, 2, 4, 5], SWAPPED],
  [
    [2, 1, 2, 3, 5],
    [5, 4],
  ],
  [
    [1, 2, 1, 2, 2, 3],
    [1, 2, 1, 2, 3, 4],
  ],
  [
    [1, 3, 4],
    [1, 4, 2],
  ],
  [
    [3, 1, 4],
    [3, 4, 1],
  ],
  [
    [4, 4, 4],
    [4, 4, 4],
  ],
  [[4, 4, 4], [4, 4, 4], SWAPPED],
  [[4, 4, 4], [4, 4, 4], FIRST_SWAPPED],
  [[4, 4, 4], [4, 4, 4], BOTH_SWAPPED],
  [[2, 2, 3, 5], [4, 5], SWAPPED],
  [
    [4, 4, 4],
    [4, 4],
  ],
  [
    [3, 2049],
    [2049, 2],
  ],
  [
    [2, 3],
    [3, 2050],
  ],
  [
    [2050, 3],
    [3, 2],
  ],
];

/** Every second element is 0, and one of the others is ∞ or NaN: 0 · ∞ is NaN, so no zero may be passed over there. */
const holes = (): [ReturnType<typeof f32>, ReturnType<typeof f32>] => {
  const [a, b] = [noise([24, 40], 611), noise([40, 24], 612)];
  return [
    f32(
      a.shape,
      a.data.map((v, i) => (v > -1 ? 0 : i === 77 ? NaN : v)),
    ),
    f32(
      b.shape,
      b.data.map((v, i) => (i === 5 * 24 + 7 ? Infinity : i === 31 * 24 + 2 ? NaN : v)),
    ),
  ];
};

const WORDS: ReadonlyMap<object, string> = new Map([
  [SWAPPED, 'transposed'],
  [FIRST_SWAPPED, 'the first transposed'],
  [BOTH_SWAPPED, 'both transposed'],
]);

const matMul = [
  ...stacks.map(([a, b, attrs = PLAIN]) => swept('matMul', [real(a, -2, 2), real(b, -2, 2)], attrs, WORDS.get(attrs))),
  swept('matMul', [real([5, 9], 1e-17, 9e-17), real([9, 4], -9e-17, 9e-17)], PLAIN, 'of small numbers'),
  swept('matMul', [real([5, 9], 1e17, 9e17), real([9, 4], -9e17, 9e17)], PLAIN, 'of large numbers'),
  lazily({ op: 'matMul', name: 'zeros beside infinity and NaN', attrs: PLAIN, inputs: holes, kind: 'special' }),
];

const convolutions: readonly Sizes[] = [
  {
    name: 'three axes, zeros on one side of each',
    x: [1, 3, 4, 3, 2],
    w: [2, 3, 2, 2, 3],
    places: [3, 4, 3],
    attrs: { before: [1, 0, 1], after: [0, 2, 0] },
  },
  {
    name: 'three axes, gaps, strides and groups',
    x: [2, 5, 4, 5, 4],
    w: [2, 2, 2, 2, 2],
    places: [2, 3, 2],
    attrs: { dilations: [2, 1, 1], strides: [2, 1, 2], groups: 2 },
  },
  {
    name: 'gaps, zeros and groups',
    x: [3, 7, 6, 6],
    w: [2, 3, 2, 3],
    places: [7, 6],
    attrs: { dilations: [2, 2], before: [1, 2], after: [1, 2], groups: 3 },
  },
  {
    name: 'a window of even sizes, a batch of five',
    x: [5, 6, 5, 3],
    w: [4, 2, 3, 5],
    places: [3, 5],
    attrs: { before: [0, 0], after: [0, 1] },
  },
  {
    name: 'two filters for each of eleven channels',
    x: [2, 6, 7, 11],
    w: [3, 3, 1, 22],
    places: [6, 7],
    attrs: { before: [1, 1], after: [1, 1], groups: 11 },
  },
  {
    name: 'one axis, strides of three and zeros',
    x: [2, 11, 4],
    w: [4, 4, 3],
    places: [4],
    attrs: { strides: [3], before: [2], after: [1] },
  },
  { name: 'one by one, many channels', x: [2, 5, 5, 67], w: [1, 1, 67, 35], places: [5, 5] },
  { name: 'a wide picture', x: [1, 3, 301, 3], w: [2, 5, 3, 4], places: [2, 297] },
];

const y = ({ x, places, w }: Sizes): Shape => [x[0]!, ...places, w.at(-1)!];
const small = (shape: Shape) => real(shape, -2, 2);

export const products = {
  matMul,
  conv: convolutions.map((c) => swept('conv', [small(c.x), small(c.w)], attrsOf(c), c.name)),
  convInput: convolutions.map((c) =>
    swept('convInput', [small(y(c)), small(c.w)], { ...attrsOf(c), size: c.x.slice(1, -1) }, c.name),
  ),
  convKernel: convolutions.map((c) =>
    swept('convKernel', [small(c.x), small(y(c))], { ...attrsOf(c), size: c.w.slice(0, -2) }, c.name),
  ),
} satisfies { readonly [O in OpName]?: readonly ValueCase<O>[] };
