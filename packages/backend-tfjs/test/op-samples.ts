/** Operands for every op: ordinary, broadcasting, empty, high-ranked, and with the numbers that floats trip over. */
import {
  arrayFrom,
  sizeOf,
  type DType,
  type NoAttrs,
  type OpAttrs,
  type OpName,
  type ReduceAttrs,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';

export interface Sample<A = OpAttrs<OpName>> {
  readonly inputs: readonly TensorData[];
  readonly attrs: A;
}

type Tested = Exclude<OpName, 'input' | 'constant' | 'uniform' | 'scan'>;

let seed = 7;
const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;

const tensor = (dtype: DType, shape: Shape, element: (i: number) => number): TensorData => ({
  dtype,
  shape,
  data: arrayFrom(
    dtype,
    Array.from({ length: sizeOf(shape) }, (_, i) => element(i)),
  ),
});
const floats = (...shape: number[]): TensorData => tensor('f32', shape, () => (random() - 0.5) * 6);
const positive = (...shape: number[]): TensorData => tensor('f32', shape, () => 0.05 + random() * 4);
/** Few different values, so that ties occur. */
const ties = (...shape: number[]): TensorData => tensor('f32', shape, () => Math.floor(random() * 4) - 1.5);
const ints = (...shape: number[]): TensorData => tensor('i32', shape, () => Math.floor(random() * 9) - 4);
const bools = (...shape: number[]): TensorData => tensor('bool', shape, () => (random() < 0.5 ? 1 : 0));
const given = (values: readonly number[], dtype: DType = 'f32'): TensorData =>
  tensor(dtype, [values.length], (i) => values[i]!);

const odd = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2.5,
  -0.5,
  -2.5,
  1e-8,
  -1e-30,
  1e30,
  -1e30,
  87,
  -104,
  3e-7,
];
const edges = [0, -1, 1, 65537, -65537, 2147483647, -2147483648, 123456789, 16777217];
/** Every pair of two lists. */
const square = (values: readonly number[], dtype: DType): TensorData[] => [
  tensor(dtype, [values.length, 1], (i) => values[i]!),
  tensor(dtype, [values.length], (i) => values[i]!),
];

const plain = (...lists: readonly TensorData[][]): Sample<NoAttrs>[] => lists.map((inputs) => ({ inputs, attrs: {} }));
const of = <A>(attrs: A, ...inputs: TensorData[]): { inputs: TensorData[]; attrs: A } => ({ inputs, attrs });

const shapes = (make: (...shape: number[]) => TensorData): TensorData[][] => [
  [make(7)],
  [make()],
  [make(3, 4, 5)],
  [make(1, 2, 1, 2, 3, 1, 2, 2)],
  [make(2, 0, 3)],
];
const real = (values = odd): Sample<NoAttrs>[] => plain(...shapes(floats), [given(values)]);
const realOrInt = (): Sample<NoAttrs>[] => [...real(), ...plain([ints(3, 5)], [given(edges, 'i32')])];
const pairs = (make: (...shape: number[]) => TensorData): TensorData[][] => [
  [make(4, 3), make(4, 3)],
  [make(4, 3), make()],
  [make(), make()],
  [make(3), make(2, 4, 3)],
  [make(2, 1, 3), make(5, 1)],
  [make(2, 1, 2, 1, 2, 1), make(1, 2, 1, 2, 1, 3)],
  [make(2, 1, 2, 1, 2, 1, 1, 2), make(2, 1, 1, 2, 1, 3, 1)],
  [make(2, 1, 2, 1, 2, 1, 1, 2), make()],
  [make(0, 3), make(3)],
];
const arithmetic = (): Sample<NoAttrs>[] => plain(...pairs(floats), square(odd, 'f32'));
const withInts = (): Sample<NoAttrs>[] => [...arithmetic(), ...plain(...pairs(ints), square(edges, 'i32'))];
const comparison = (): Sample<NoAttrs>[] => [...withInts(), ...plain(...pairs(ties))];
const reductions = (): Sample<ReduceAttrs>[] => [
  of({ axes: [1], keepDims: false }, floats(3, 4, 5)),
  of({ axes: [0, 2], keepDims: true }, floats(3, 4, 5)),
  of({ axes: [0, 1, 2], keepDims: false }, floats(3, 4, 5)),
  of({ axes: [0, 2, 4, 6], keepDims: false }, floats(2, 3, 2, 1, 2, 2, 3, 2)),
  of({ axes: [], keepDims: false }, floats(3, 4)),
  of({ axes: [], keepDims: true }, floats()),
  of({ axes: [1], keepDims: true }, ints(3, 4)),
  of({ axes: [0], keepDims: false }, given(edges, 'i32')),
  of({ axes: [1], keepDims: false }, floats(3, 0, 2)),
  of({ axes: [1], keepDims: true }, ints(3, 0)),
  of({ axes: [0], keepDims: false }, floats(3, 0, 2)),
  of(
    { axes: [1], keepDims: false },
    tensor('f32', [3, 3], (i) => [1, NaN, 3, NaN, 2, 1, -Infinity, 5, 6][i]!),
  ),
  of(
    { axes: [0], keepDims: false },
    tensor('f32', [3, 3], (i) => [1, NaN, 3, NaN, 2, 1, -Infinity, 5, 6][i]!),
  ),
];
const matMul = (a: TensorData, b: TensorData, transposeA = false, transposeB = false): Sample<OpAttrs<'matMul'>> =>
  of({ transposeA, transposeB }, a, b);

/** Steps of 1, no gaps, no zeros around, but for what is given. */
const convolution = (axes: number, given: Partial<OpAttrs<'conv'>> = {}): OpAttrs<'conv'> => {
  const each = (n: number): number[] => Array.from({ length: axes }, () => n);
  return { strides: each(1), dilations: each(1), before: each(0), after: each(0), groups: 1, ...given };
};

/** A list for every op: a forgotten op does not compile. */
export const samples: { readonly [O in Tested]: () => readonly Sample<OpAttrs<O>>[] } = {
  stopGradient: () => [...real(), ...plain([bools(2, 3)], [ints(2, 3)])],
  add: withInts,
  sub: withInts,
  mul: withInts,
  div: arithmetic,
  pow: () =>
    plain(
      ...pairs(positive),
      [floats(5, 4), tensor('f32', [4], (i) => i - 1)],
      [given([0, 0, 2, -8]), given([0, -1, 0.5, 1 / 3])],
    ),
  minimum: withInts,
  maximum: withInts,
  neg: realOrInt,
  abs: realOrInt,
  sign: realOrInt,
  floor: real,
  ceil: real,
  round: () => real([...odd, 3.5, 4.5, -1.5, -3.5, 8388609, 0.49999997]),
  exp: real,
  log: () => [...plain(...shapes(positive)), ...real()],
  log1p: () => [...plain(...shapes(positive)), ...real()],
  sqrt: () => [...plain(...shapes(positive)), ...real()],
  // TF.js's wasm kernels lose the angle beyond 1e9; the README says so.
  sin: () => real(odd.filter((x) => Math.abs(x) < 1e6)),
  cos: () => real(odd.filter((x) => Math.abs(x) < 1e6)),
  tanh: real,
  sigmoid: real,
  erf: real,
  equal: comparison,
  notEqual: comparison,
  less: comparison,
  lessEqual: comparison,
  greater: comparison,
  greaterEqual: comparison,
  and: () => plain(...pairs(bools)),
  or: () => plain(...pairs(bools)),
  not: () => plain(...shapes(bools)),
  isFinite: real,
  select: () =>
    plain(
      [bools(3, 4), floats(3, 4), floats(3, 4)],
      [bools(3, 4), floats(), floats(3, 4)],
      [bools(4), ints(3, 1), ints()],
      [bools(), floats(5), floats(2, 5)],
      [bools(3, 4), bools(3, 4), bools(4)],
      [bools(3, 4), given([NaN, 1, Infinity, 2]), floats(4)],
      [bools(2, 1, 2, 1, 2, 1, 2), floats(2, 1, 1, 1, 3, 1), floats(2)],
      [bools(0, 4), floats(4), floats()],
    ),
  cast: () => [
    ...(['f32', 'i32', 'bool'] as const).flatMap((dtype) =>
      [
        floats(3, 4),
        ints(3, 4),
        bools(3, 4),
        floats(),
        ints(0, 2),
        given([0.5, -0.5, -0, 256, 1.99, -1.99, 1e-30]),
      ].map((x) => of({ dtype }, x)),
    ),
    of({ dtype: 'f32' as const }, given(edges, 'i32')),
    of({ dtype: 'bool' as const }, given(odd)),
    of({ dtype: 'bool' as const }, given([256, 0, -1, 65536], 'i32')),
  ],
  iota: () => [
    of({ shape: [5], axis: 0 }),
    of({ shape: [2, 3, 4], axis: 1 }),
    of({ shape: [2, 0], axis: 0 }),
    of({ shape: [3, 2], axis: 0 }),
  ],
  reduceSum: reductions,
  reduceMax: reductions,
  reduceMin: reductions,
  argMax: () => [
    of({ axis: 1 }, ties(4, 6)),
    of({ axis: 0 }, ties(4, 6)),
    of({ axis: 1 }, ties(3, 5, 4)),
    of({ axis: 0 }, ties(5)),
    of({ axis: 0 }, given(edges, 'i32')),
    of(
      { axis: 1 },
      tensor('f32', [4, 3], (i) => [1, 3, 3, -Infinity, -Infinity, -Infinity, 1, NaN, 2, NaN, 1, 2][i]!),
    ),
    of({ axis: 1 }, floats(0, 3)),
  ],
  softmax: () =>
    plain(
      [floats(4, 10)],
      [floats(7)],
      [floats(2, 3, 5)],
      [given([1000, 1001, -Infinity, 0])],
      [floats(0, 3)],
      [floats(3, 0)],
      [given([NaN, 1])],
    ),
  logSoftmax: () =>
    plain(
      [floats(4, 10)],
      [floats(7)],
      [floats(2, 3, 5)],
      [given([1000, 1001, 0])],
      [floats(0, 3)],
      [floats(3, 0)],
      [given([NaN, 1])],
    ),
  matMul: () => [
    matMul(floats(5, 7), floats(7, 3)),
    matMul(floats(7, 5), floats(7, 3), true),
    matMul(floats(5, 7), floats(3, 7), false, true),
    matMul(floats(5, 7), floats(40, 7), false, true),
    matMul(floats(7, 5), floats(3, 7), true, true),
    matMul(floats(7, 5), floats(60, 7), true, true),
    matMul(floats(2, 3, 5, 7), floats(2, 3, 7, 4)),
    matMul(floats(2, 5, 7), floats(2, 4, 7), false, true),
    matMul(floats(2, 7, 5), floats(2, 7, 4), true, false),
    matMul(floats(2, 7, 5), floats(2, 40, 7), true, true),
    matMul(floats(1, 7, 5), floats(1, 4, 7), true, true),
    matMul(floats(2, 3, 5, 7), floats(7, 4)),
    matMul(floats(2, 3, 5, 7), floats(4, 7), false, true),
    matMul(floats(64, 300), floats(300, 65)),
    matMul(floats(3, 0), floats(0, 2)),
    matMul(floats(0, 3), floats(3, 2)),
    matMul(
      tensor('f32', [2, 2], (i) => [NaN, 2, Infinity, 4][i]!),
      floats(2, 2),
    ),
  ],
  // What TF.js computes, what is written in products, and the borders between them.
  conv: () => [
    of(convolution(1), floats(2, 7, 3), floats(3, 3, 2)),
    of(convolution(2, { before: [1, 2], after: [0, 1] }), floats(2, 6, 5, 3), floats(3, 3, 3, 4)),
    of(convolution(2, { strides: [2, 3], dilations: [2, 1] }), floats(2, 8, 9, 2), floats(2, 3, 2, 5)),
    of(convolution(2, { groups: 4, strides: [2, 2] }), floats(2, 7, 6, 4), floats(3, 2, 1, 8)),
    of(convolution(2, { groups: 4, strides: [2, 2], dilations: [2, 2] }), floats(1, 7, 7, 4), floats(2, 2, 1, 4)),
    of(convolution(2, { groups: 2 }), floats(1, 4, 4, 4), floats(2, 2, 2, 2)),
    of(convolution(3), floats(1, 3, 4, 3, 2), floats(2, 2, 2, 2, 3)),
    of(convolution(1), floats(0, 4, 2), floats(2, 2, 3)),
  ],
  convInput: () => [
    of({ ...convolution(1, { before: [2] }), size: [6] }, floats(2, 6, 2), floats(3, 3, 2)),
    of(
      { ...convolution(2, { dilations: [2, 1], after: [1, 1] }), size: [6, 5] },
      floats(2, 5, 4, 2),
      floats(2, 3, 3, 2),
    ),
    of({ ...convolution(2, { before: [3, 0] }), size: [4, 5] }, floats(2, 6, 4, 2), floats(2, 2, 3, 2)),
    of({ ...convolution(2, { strides: [2, 2] }), size: [6, 5] }, floats(2, 2, 2, 2), floats(3, 2, 3, 2)),
    of({ ...convolution(2, { groups: 3 }), size: [5, 5] }, floats(2, 4, 4, 3), floats(2, 2, 1, 3)),
    of({ ...convolution(2, { groups: 3 }), size: [5, 5] }, floats(2, 4, 4, 6), floats(2, 2, 1, 6)),
  ],
  convKernel: () => [
    of({ ...convolution(1, { before: [1] }), size: [3] }, floats(3, 6, 2), floats(3, 5, 4)),
    of(
      { ...convolution(2, { strides: [2, 3], before: [1, 0], after: [0, 4] }), size: [2, 3] },
      floats(3, 6, 5, 2),
      floats(3, 3, 3, 4),
    ),
    of({ ...convolution(2, { strides: [3, 2] }), size: [2, 1] }, floats(3, 7, 6, 2), floats(3, 2, 3, 4)),
    of(
      { ...convolution(2, { dilations: [2, 3], strides: [2, 2] }), size: [2, 2] },
      floats(2, 8, 8, 1),
      floats(2, 3, 3, 2),
    ),
    of({ ...convolution(2, { groups: 2 }), size: [2, 2] }, floats(2, 4, 4, 4), floats(2, 3, 3, 2)),
    of({ ...convolution(1), size: [2] }, floats(0, 4, 2), floats(0, 3, 2)),
  ],
  reshape: () => [
    of({ shape: [6, 4] }, floats(2, 3, 4)),
    of({ shape: [] }, ints(1, 1)),
    of({ shape: [2, 0] }, floats(0)),
    of({ shape: [4] }, bools(2, 2)),
  ],
  transpose: () => [
    of({ perm: [1, 0] }, floats(3, 5)),
    of({ perm: [2, 0, 1] }, ints(3, 5, 2)),
    of({ perm: [1, 0] }, bools(3, 5)),
    of({ perm: [0, 1, 2] }, floats(3, 1, 2)),
    of({ perm: [] }, floats()),
    of({ perm: [3, 1, 0, 2, 4] }, floats(2, 3, 4, 2, 3)),
    of({ perm: [6, 3, 1, 0, 2, 5, 4] }, floats(2, 1, 3, 2, 2, 3, 2)),
    of({ perm: [1, 0] }, floats(0, 5)),
  ],
  broadcastTo: () => [
    of({ shape: [3, 4] }, floats(4)),
    of({ shape: [3, 4] }, floats(3, 1)),
    of({ shape: [3, 4] }, floats()),
    of({ shape: [2, 3] }, bools(1, 3)),
    of({ shape: [2, 3] }, ints(2, 3)),
    of({ shape: [1, 1, 3] }, ints(3)),
    of({ shape: [2, 3, 1, 2, 2, 1, 2, 2] }, floats(3, 1, 1, 2, 1, 1, 2)),
    of({ shape: [0, 3] }, floats(3)),
  ],
  slice: () => [
    of({ starts: [1], sizes: [3] }, floats(5)),
    of({ starts: [1, 0], sizes: [2, 3] }, floats(4, 3)),
    of({ starts: [1, 1], sizes: [2, 1] }, bools(4, 3)),
    of({ starts: [0, 1, 2], sizes: [2, 2, 2] }, ints(3, 3, 4)),
    of({ starts: [1, 0, 1, 0, 1, 0, 1], sizes: [1, 2, 1, 1, 1, 2, 1] }, floats(2, 2, 2, 1, 2, 2, 2)),
    of({ starts: [], sizes: [] }, floats()),
    of({ starts: [2, 0], sizes: [0, 3] }, floats(4, 3)),
  ],
  pad: () => [
    of({ before: [1], after: [2], value: 0 }, floats(5)),
    of({ before: [1, 0], after: [0, 2], value: NaN }, floats(2, 3)),
    of({ before: [0, 1], after: [0, 2], value: -1.5 }, floats(2, 3)),
    of({ before: [0, 0], after: [0, 0], value: 1 }, floats(2, 3)),
    of({ before: [1, 1], after: [1, 1], value: 16777217 }, ints(2, 3)),
    of({ before: [1, 1], after: [0, 1], value: 1 }, bools(2, 3)),
    of({ before: [1, 0, 1, 0, 1, 0, 1], after: [0, 1, 0, 1, 0, 1, 0], value: 2 }, floats(1, 2, 1, 1, 2, 1, 2)),
    of({ before: [1, 2], after: [0, 1], value: 3 }, floats(0, 2)),
    of({ before: [0, 2], after: [0, 1], value: 3 }, floats(0, 2)),
    of({ before: [1, 1], after: [0, 1], value: NaN }, floats(2, 0)),
    of({ before: [2], after: [0], value: NaN }, floats(3)),
    of({ before: [], after: [], value: 3 }, floats()),
  ],
  concat: () => [
    of({ axis: 0 }, floats(2, 3), floats(1, 3), floats(4, 3)),
    of({ axis: 1 }, floats(2, 3), floats(2, 1), floats(2, 0)),
    of({ axis: 1 }, floats(2, 0), floats(2, 3)),
    of({ axis: 0 }, bools(2), bools(3)),
    of({ axis: 2 }, ints(2, 2, 2, 2), ints(2, 2, 1, 2)),
    of({ axis: 0 }, ints(3)),
    of({ axis: 0 }, floats(0), floats(0)),
  ],
  gather: () => [
    of({ axis: 0 }, floats(4, 3), given([0, 3, 3, 1], 'i32')),
    of(
      { axis: 1 },
      floats(4, 3),
      tensor('i32', [2, 2], (i) => [2, 0, 1, 2][i]!),
    ),
    of(
      { axis: 1 },
      bools(2, 3, 4),
      tensor('i32', [], () => 1),
    ),
    of({ axis: 0 }, ints(5), given([-3, 9, 2, -2147483648], 'i32')),
    of({ axis: 0 }, floats(4, 3), given([], 'i32')),
    of({ axis: 2 }, floats(2, 1, 3, 2), given([1, 1], 'i32')),
  ],
  scatterAdd: () => [
    of({ axis: 0, size: 5 }, given([0, 3, 3, 1], 'i32'), floats(4, 3)),
    of(
      { axis: 1, size: 4 },
      tensor('i32', [2, 2], (i) => [2, 0, 1, 2][i]!),
      floats(3, 2, 2, 2),
    ),
    of(
      { axis: 1, size: 3 },
      tensor('i32', [], () => 1),
      floats(2, 4),
    ),
    of({ axis: 0, size: 3 }, given([-3, 9, 2, 2], 'i32'), floats(4)),
    of({ axis: 0, size: 3 }, given([], 'i32'), floats(0, 2)),
    of({ axis: 1, size: 2 }, given([1, 0, 1], 'i32'), floats(2, 3)),
  ],
};
