/**
 * Every op in more shapes than are worth a case each: sizes that leave one, two and three elements over where four go together,
 * axes of one, squares, what is tall or wide, rank 5, and some thousand elements. One program computes them all.
 */
import { ops, type OpName, type Shape } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { elementwiseIn } from './elementwise.ts';
import { movedShapes } from './moved-shapes.ts';
import { ofDType, real, swept, whole, type Operand } from './sweep.ts';

/** Whole numbers that are exact everywhere, their products too: here it is the shape that counts. */
const few = (shape: Shape): Operand => whole(shape, -2000, 2000);

const PLAIN: readonly Shape[] = [
  [1],
  [2],
  [1, 5],
  [7, 1],
  [4, 4],
  [2, 1, 5],
  [5, 2, 3],
  [2, 1, 3, 2, 2],
  [43, 47],
  [47, 43],
];

const PAIRS: readonly (readonly [Shape, Shape])[] = [
  [[2], [2]],
  [[1], [7, 1]],
  [[1, 5], [1]],
  [[], [1, 5]],
  [[], []],
  [
    [1, 1],
    [3, 3],
  ],
  [
    [4, 4],
    [4, 4],
  ],
  [
    [2, 1, 5],
    [2, 1, 5],
  ],
  [
    [2, 1, 3, 2, 1],
    [2, 1, 3, 2, 2],
  ],
  [[43, 47], [47]],
  [
    [47, 43],
    [47, 1],
  ],
];

const TRIPLES: readonly (readonly [Shape, Shape, Shape])[] = [
  [[2], [2], [2]],
  [[1, 5], [1], []],
  [[7, 1], [1], [7, 1]],
  [[4, 4], [1, 1], [4]],
  [
    [2, 1, 5],
    [2, 1, 5],
    [2, 1, 1],
  ],
  [
    [2, 1, 3, 2, 1],
    [2, 1, 3, 2, 2],
    [1, 1, 1, 2, 2],
  ],
  [[43, 47], [47], [43, 1]],
];

const FOLDED: readonly (readonly [shape: Shape, axes: readonly number[], keepDims: boolean])[] = [
  [[1], [0], false],
  [[4, 4, 3], [2], false],
  [[17, 3, 13], [1], false],
  [[43, 47, 2], [2], false],
  [[43, 47], [0], false],
  [[43, 47], [1], true],
  [[2, 3, 2, 2, 3], [1, 3], false],
  [[2, 3, 2, 2, 3], [4], true],
  [[2, 1, 3, 2, 2, 2], [2], true],
  [[2, 1, 3, 2, 2, 2], [0, 5], true],
  [[3, 2, 1, 2, 2, 3], [1], false],
];

const fold = (op: OpName): ValueCase[] =>
  FOLDED.flatMap(([shape, axes, keepDims]) =>
    [real(shape), few(shape)].map((operand) =>
      swept(op, [operand], { axes, keepDims } as never, `over ${axes.join(', ')}${keepDims ? ', kept' : ''}`),
    ),
  );

const rows = (op: OpName): ValueCase[] =>
  ([[1], [4, 4], [1, 5], [7, 1], [2, 1, 3, 2, 2], [43, 47], [300, 7]] as const).map((shape) =>
    swept(op, [real(shape, -6, 6)], {} as never),
  );

const small = (shape: Shape): Operand => real(shape, -2, 2);

function product(m: number, k: number, n: number, lead: Shape = []): ValueCase[] {
  return [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => {
      const a = [...lead, ...(transposeA ? [k, m] : [m, k])];
      const b = [...lead, ...(transposeB ? [n, k] : [k, n])];
      return swept(
        'matMul',
        [small(a), small(b)],
        { transposeA, transposeB },
        `${+transposeA}${+transposeB}`,
      ) as ValueCase;
    }),
  );
}

const listed: { readonly [O in OpName]?: () => ValueCase[] } = {
  reduceSum: () => fold('reduceSum'),
  reduceMax: () => fold('reduceMax'),
  reduceMin: () => fold('reduceMin'),
  argMax: () =>
    (
      [
        [[1], 0],
        [[4, 4, 3], 2],
        [[17, 3, 13], 1],
        [[43, 47], 0],
        [[2, 3, 2, 2, 3], 1],
        [[2, 1, 3, 2, 2, 2], 2],
      ] as const
    ).flatMap(([shape, axis]) =>
      [real(shape), few(shape)].map((of) => swept('argMax', [of], { axis }, `along ${axis}`) as ValueCase),
    ),
  softmax: () => rows('softmax'),
  logSoftmax: () => rows('logSoftmax'),
  matMul: () =>
    [
      [1, 1, 1],
      [1, 7, 1],
      [1, 5, 9],
      [9, 5, 1],
      [2, 1, 3],
      [4, 4, 4],
      [5, 6, 7],
      [8, 16, 8],
      [17, 33, 15],
      [43, 9, 47],
      [6, 130, 5],
    ]
      .flatMap(([m, k, n]) => product(m!, k!, n!))
      .concat(product(3, 4, 5, [2]), product(2, 3, 2, [2, 2]), product(9, 10, 11, [3])),
};

/** The cases; none for what has no operand, and for convolutions and loops, whose shapes have a case each. */
export function shapesOf<O extends OpName>(op: O): readonly ValueCase<O>[] {
  if (ops[op].kind === 'elementwise' && op !== 'cast') return elementwiseIn(op, PLAIN, PAIRS, TRIPLES, { whole: few });
  if (op === 'cast')
    return PLAIN.flatMap((shape) => [
      swept('cast', [real(shape, -90, 90)], { dtype: 'i32' }, 'to i32'),
      swept('cast', [few(shape)], { dtype: 'f32' }, 'to f32'),
      swept('cast', [ofDType.bool(shape)], { dtype: 'f32' }, 'to f32'),
    ]) as unknown as ValueCase<O>[];
  return ((listed[op] ?? movedShapes[op])?.() ?? []) as unknown as ValueCase<O>[];
}
