/** What folds axes: the first, the middle and the last of three, two of three and of four, kept and not, squares, and rank 6. */
import type { OpName, Shape } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { f32 } from '../data.ts';
import type { Tolerance } from '../tolerance.ts';
import { lazily, real, swept, whole, type Operand } from './sweep.ts';

type Reduction = 'reduceSum' | 'reduceMax' | 'reduceMin';

const FOLDS: readonly (readonly [shape: Shape, axes: readonly number[], keepDims?: true])[] = [
  [[2, 3, 4], [0]],
  [[2, 3, 4], [1]],
  [[2, 3, 4], [2]],
  [
    [2, 3, 4],
    [0, 1],
  ],
  [
    [2, 3, 4],
    [1, 2],
  ],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [[2, 3, 4], [1], true],
  [[3, 3], [0], true],
  [[3, 3], [1], true],
  [[3, 3], [0]],
  [[3, 3, 3], [1]],
  [[3, 3, 3], [2]],
  [[3, 3, 3], [0]],
  [
    [2, 3, 3],
    [0, 2],
  ],
  [
    [3, 3, 3],
    [0, 2],
  ],
  [[3, 3, 3], [0, 1], true],
  [
    [3, 3, 3],
    [1, 2],
  ],
  [[2, 3, 2, 4], [0]],
  [[2, 3, 2, 4], [2]],
  [
    [2, 3, 2, 4],
    [1, 2],
  ],
  [[2, 3, 2, 4], [0, 3], true],
  [
    [2, 3, 2, 4],
    [0, 1, 3],
  ],
  [[2, 3, 2, 4], [1, 2, 3], true],
  [
    [2, 3, 2, 4],
    [0, 1, 2, 3],
  ],
  [
    [2, 1, 2, 3, 1, 2],
    [0, 3],
  ],
  [
    [2, 1, 2, 3, 1, 2],
    [1, 2, 5],
  ],
  [[2, 0, 3], [1]],
  [
    [2, 0, 3],
    [0, 1],
  ],
];

/** Where integers go other ways: one middle axis, two of three, rank 4, and nothing. */
const OF_INTEGERS = [1, 5, 6, 19, 24, 26];

const list = (axes: readonly number[]): string => `over ${axes.join(', ')}`;

function folds<O extends Reduction>(op: O): ValueCase<O>[] {
  return FOLDS.flatMap(([shape, axes, keepDims = false], i) => {
    const of = (operand: Operand): ValueCase<O> =>
      swept(op, [operand], { axes, keepDims } as never, `${list(axes)}${keepDims ? ', kept' : ''}`);
    return OF_INTEGERS.includes(i) ? [of(real(shape)), of(whole(shape))] : [of(real(shape))];
  });
}

/** A few whole numbers have many ties, of which the first counts. */
const PLACES: readonly (readonly [operand: Operand, axis: number])[] = [
  ...[0, 1, 2].map((axis) => [real([3, 4, 5]), axis] as const),
  ...[0, 1, 2, 3].map((axis) => [real([2, 3, 2, 4]), axis] as const),
  [real([3, 3]), 0],
  [real([2, 1, 2, 3, 1, 2]), 3],
  [whole([3, 4, 5]), 1],
  [whole([4, 7, 6], 0, 3), 0],
  [whole([4, 7, 6], 0, 3), 1],
  [whole([4, 7, 6], -3, 0), 2],
];

/** Rows of which the largest element is 0, so that taking it off rounds nothing: tails are held to their own size. */
const TAILS = f32(
  [3, 7],
  [
    ...[0, -17.5, -30.25, -46, -61.5, -75, -86.5],
    ...[-86, -0.5, 0, -20.75, -40, -70.5, -33],
    ...[-18, -24, -0.25, -55.5, 0, -64, -80],
  ],
);

const OF_TAILS: Tolerance = { ulp: 8, reason: 'nothing but the exponential, the sum and the quotient is rounded' };

type OfRows = 'softmax' | 'logSoftmax';

function rows<O extends OfRows>(op: O): ValueCase<O>[] {
  const shapes: readonly Shape[] = [
    [2, 3, 5],
    [3, 3, 3],
    [2, 3, 2, 4],
    [2, 1, 2, 3, 1, 4],
    [2, 1025],
    [3, 1, 7],
  ];
  return [
    ...shapes.map((shape) => swept(op, [real(shape, -6, 6)], {} as never)),
    swept(op, [real([3, 4], 900, 910)], {} as never, 'far from zero'),
    lazily({
      op,
      name: 'tails',
      attrs: {} as never,
      inputs: () => [TAILS],
      ...(op === 'softmax' ? { tolerance: OF_TAILS } : {}),
    }),
  ];
}

export const reductions = {
  reduceSum: folds('reduceSum'),
  reduceMax: folds('reduceMax'),
  reduceMin: folds('reduceMin'),
  argMax: PLACES.map(([operand, axis], i) =>
    swept('argMax', [operand], { axis }, `along ${axis}${i > 9 ? ' with ties' : ''}`),
  ),
  softmax: rows('softmax'),
  logSoftmax: rows('logSoftmax'),
} satisfies { readonly [O in OpName]?: readonly ValueCase<O>[] };
