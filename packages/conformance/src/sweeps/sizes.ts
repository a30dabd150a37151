/** More than 2¹⁷ elements and rows of more than 1,024: where engines cut work into blocks, threads, and indices of 16 bits. */
import { ops, type DType, type OpAttrs, type OpName, type Shape, type TensorType } from '@bernoulli/api/ir';
import type { CaseArray, ValueCase } from '../case.ts';
import { outputOf } from '../case-graph.ts';
import { fill, i32, seedOf, wholeNoise } from '../data.ts';
import type { Tolerance } from '../tolerance.ts';
import { lazily, ofDType, real, written, type Rule } from './sweep.ts';

const COUNT = 2 ** 17 + 29;
/** A prime, so that no two blocks of a power of two begin alike. */
const PERIOD = 997;

/** An array that repeats its first elements. */
function repeated({ dtype, data }: CaseArray, to: Shape): CaseArray {
  const count = to.reduce((n, size) => n * size, 1);
  return { dtype, shape: to, data: Array.from({ length: count }, (_, i) => data[i % data.length]!) };
}

function takes(op: OpName, types: readonly TensorType[], attrs: object): boolean {
  try {
    (ops[op].infer as (types: readonly TensorType[], attrs: object) => TensorType)(types, attrs);
    return true;
  } catch {
    return false;
  }
}

/** An elementwise op on operands that repeat: so does what comes out. */
export function manyElements<O extends OpName>(op: O, attrs = {} as OpAttrs<O>): ValueCase<O>[] {
  const dtype = (['f32', 'i32', 'bool'] as const).find((dtype) => takes(op, typesOf(op, dtype), attrs as object));
  if (dtype === undefined) return [];
  const base = (): CaseArray[] =>
    typesOf(op, dtype).map((type, i) =>
      written(type.dtype === 'f32' ? real(type.shape, 0.25, 3) : ofDType[type.dtype](type.shape), seedOf(op) + i),
    );
  return [
    lazily({
      op,
      attrs,
      name: `${COUNT} elements`,
      kind: 'large',
      period: PERIOD,
      inputs: () => base().map((x) => repeated(x, [COUNT])),
      output: () => repeated(outputOf(op, base(), attrs), [COUNT]),
    }),
  ];
}

function typesOf(op: OpName, dtype: DType): TensorType[] {
  const dtypes: readonly DType[] = op === 'select' ? ['bool', dtype, dtype] : [dtype, dtype];
  return dtypes.slice(0, ops[op].arity!).map((of) => ({ dtype: of, shape: [PERIOD] }));
}

/** Digits: their sums are whole numbers that `f32` holds, in whatever order they are taken. */
function digits(shape: Shape, seed: number): CaseArray {
  return repeated({ ...wholeNoise([PERIOD], seed, 0, 10), dtype: 'f32' }, shape);
}

const EXACT: Tolerance = { ulp: 0, reason: 'sums of small whole numbers are exact in any order' };

const large = <O extends OpName>(rule: Omit<Rule<O>, 'kind' | 'period'>): ValueCase<O> =>
  lazily({ ...rule, kind: 'large', period: PERIOD } as Rule<O>);

/** Of digits with one that is larger, or smaller, than all others, far from the beginning. */
function lone(shape: Shape, place: number, value: number): CaseArray {
  const { data, ...type } = digits(shape, 641);
  return { ...type, data: (data as number[]).with(place, value) };
}

type Fold = 'reduceSum' | 'reduceMax' | 'reduceMin';

function folds<O extends Fold>(op: O): ValueCase<O>[] {
  const value = op === 'reduceMin' ? -1 : 11;
  const of = (name: string, shape: Shape, axes: readonly number[], place: number): ValueCase<O> =>
    lazily({
      op,
      name,
      kind: 'large',
      attrs: { axes, keepDims: false } as unknown as OpAttrs<O>,
      inputs: () => [lone(shape, place, value)],
      tolerance: EXACT,
    });
  return [
    of('one long row', [COUNT], [0], COUNT - 3),
    of('three long rows', [3, 43711], [1], 2 * 43711 - 5),
    of('three long columns', [43711, 3], [0], 3 * 40000 + 1),
    of('rows of 1,500', [7, 1500], [1], 3 * 1500 + 1400),
    of('a long middle axis', [2, 20011, 3], [1], 3 * 20000),
  ];
}

/** A sum of n terms in any order is off by some 2√n · 2⁻²⁴ of itself: see `slack.ts`. */
const OF_LONG_ROWS: Tolerance = { ulp: 160, absolute: 2 ** -16, reason: 'a sum of 5,003 terms in any order' };

const rows = <O extends 'softmax' | 'logSoftmax'>(op: O): ValueCase<O>[] => [
  lazily({
    op,
    name: 'rows of 5,003',
    kind: 'large',
    attrs: {} as never,
    inputs: () => [written(real([2, 5003], -4, 4), 642)],
    tolerance: op === 'softmax' ? { ...OF_LONG_ROWS, absolute: 0 } : OF_LONG_ROWS,
  }),
  large({ op, name: 'many rows', attrs: {} as never, inputs: () => [digits([30011, 3], 642)] }),
];

const argMax = (
  [
    ['a long row', [2, 70001], 1, 139999],
    ['a long column', [70001, 2], 0, 139990],
    ['rows of 1,500', [7, 1500], 1, 5899],
  ] as const
).map(([name, shape, axis, place]) =>
  lazily({ op: 'argMax', name, kind: 'large', attrs: { axis }, inputs: () => [lone(shape, place, 11)] }),
);

const PLAIN = { transposeA: false, transposeB: false };

const matMul = (
  [
    ['a long inner axis', [2, 4099], [4099, 3]],
    ['many columns', [3, 2], [2, 40009]],
    ['many rows', [40009, 2], [2, 3]],
    ['many matrices', [5003, 2, 3], [5003, 3, 2]],
  ] as const
).map(([name, a, b]) =>
  large({
    op: 'matMul',
    name,
    attrs: PLAIN,
    inputs: () => [digits(a, 643), digits(b, 644)],
    tolerance: EXACT,
  }),
);

const ONE_AXIS = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };
const [X, W, Y] = [[1, 20011, 2] as const, [3, 2, 2] as const, [1, 20009, 2] as const];

const indices = (): CaseArray => i32([6], [70000, 0, 65536, 65535, 69999, 3]);

export const sizes = {
  reduceSum: [
    ...folds('reduceSum'),
    lazily({
      op: 'reduceSum',
      name: 'one long row of whole numbers',
      kind: 'large',
      attrs: { axes: [0], keepDims: false },
      inputs: () => [wholeNoise([COUNT], 664, -(2 ** 31), 2 ** 31)],
    }),
  ],
  reduceMax: folds('reduceMax'),
  reduceMin: folds('reduceMin'),
  argMax,
  softmax: rows('softmax'),
  logSoftmax: rows('logSoftmax'),
  matMul,
  conv: [
    large({
      op: 'conv',
      name: 'a long axis',
      attrs: ONE_AXIS,
      inputs: () => [digits(X, 645), digits(W, 646)],
      tolerance: EXACT,
    }),
  ],
  convInput: [
    large({
      op: 'convInput',
      name: 'a long axis',
      attrs: { ...ONE_AXIS, size: [20011] },
      inputs: () => [digits(Y, 647), digits(W, 648)],
      tolerance: EXACT,
    }),
  ],
  convKernel: [
    large({
      op: 'convKernel',
      name: 'a long axis',
      attrs: { ...ONE_AXIS, size: [3] },
      inputs: () => [digits(X, 649), digits(Y, 650)],
      tolerance: EXACT,
    }),
  ],
  transpose: [
    large({ op: 'transpose', name: '367 x 361', attrs: { perm: [1, 0] }, inputs: () => [digits([367, 361], 651)] }),
    large({
      op: 'transpose',
      name: '3 x 211 x 211',
      attrs: { perm: [0, 2, 1] },
      inputs: () => [digits([3, 211, 211], 652)],
    }),
  ],
  reshape: [
    large({
      op: 'reshape',
      name: 'many elements',
      attrs: { shape: [1, COUNT, 1] },
      inputs: () => [digits([COUNT], 653)],
    }),
  ],
  broadcastTo: [
    large({ op: 'broadcastTo', name: 'many rows', attrs: { shape: [401, 331] }, inputs: () => [digits([331], 654)] }),
    large({
      op: 'broadcastTo',
      name: 'many columns',
      attrs: { shape: [401, 331] },
      inputs: () => [digits([401, 1], 655)],
    }),
  ],
  slice: [
    large({
      op: 'slice',
      name: 'far out',
      attrs: { starts: [65541], sizes: [65533] },
      inputs: () => [digits([COUNT], 656)],
    }),
  ],
  pad: [
    large({
      op: 'pad',
      name: 'many elements',
      attrs: { before: [65539], after: [3], value: -1 },
      inputs: () => [digits([65551], 657)],
    }),
  ],
  concat: [
    large({
      op: 'concat',
      name: 'many elements',
      attrs: { axis: 0 },
      inputs: () => [digits([65539], 658), digits([65551], 659)],
    }),
  ],
  gather: [
    large({ op: 'gather', name: 'far out', attrs: { axis: 0 }, inputs: () => [digits([70001, 2], 660), indices()] }),
    large({
      op: 'gather',
      name: 'many indices',
      attrs: { axis: 0 },
      inputs: () => [digits([5], 661), fill('i32', [COUNT], ([i]) => (i! * 7) % 5)],
    }),
  ],
  scatterAdd: [
    large({
      op: 'scatterAdd',
      name: 'far out',
      attrs: { axis: 0, size: 70001 },
      inputs: () => [indices(), digits([6, 2], 662)],
      tolerance: EXACT,
    }),
    lazily({
      op: 'scatterAdd',
      name: 'many updates',
      kind: 'large',
      attrs: { axis: 0, size: 5 },
      inputs: () => [fill('i32', [COUNT], ([i]) => (i! * 7) % 5), digits([COUNT], 663)],
      tolerance: EXACT,
    }),
  ],
  iota: [
    lazily({ op: 'iota', name: 'many elements', kind: 'large', attrs: { shape: [COUNT], axis: 0 }, inputs: () => [] }),
  ],
  cast: manyElements('cast', { dtype: 'i32' }),
} as unknown as { readonly [O in OpName]?: readonly ValueCase<O>[] };
