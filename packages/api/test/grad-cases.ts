/** What each rule of a gradient is tried on. */
import type { GraphBuilder, Ref } from '../src/ir/builder.ts';
import type { OpTable } from '../src/ir/ops/index.ts';
import { broadcast, type Shape } from '../src/ir/shape.ts';

export interface Case {
  readonly label: string;
  /** Shapes of the differentiable inputs. */
  readonly shapes: readonly Shape[];
  readonly write: (b: GraphBuilder, x: readonly Ref[]) => Ref;
  /** Where the elements are taken from; away from kinks and poles. */
  readonly range?: readonly [low: number, high: number];
}

const one = (write: (b: GraphBuilder, x: Ref) => Ref, range?: [number, number], shape: Shape = [2, 3]): Case[] => [
  { label: 'one operand', shapes: [shape], write: (b, [x]) => write(b, x!), ...(range && { range }) },
];
const two = (write: (b: GraphBuilder, x: Ref, y: Ref) => Ref, range?: [number, number]): Case[] =>
  (
    [
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3], [3]],
      [
        [2, 1],
        [1, 3],
      ],
      [[], [2, 2]],
      [[2, 0, 3], [3]],
    ] as Shape[][]
  ).map((shapes) => ({
    label: shapes.map((s) => `[${s}]`).join(' and '),
    shapes,
    write: (b, [x, y]) => write(b, x!, y!),
    ...(range && { range }),
  }));
const axes = (write: (b: GraphBuilder, x: Ref, axes: number[], keep: boolean) => Ref): Case[] =>
  (
    [
      [[0], false],
      [[1], true],
      [[0, 2], false],
      [[0, 1, 2], false],
      [[], false],
    ] as [number[], boolean][]
  ).map(([a, keep]) => ({
    label: `axes [${a}]${keep ? ' kept' : ''}`,
    shapes: [[2, 3, 2]],
    write: (b, [x]) => write(b, x!, a, keep),
  }));
/** Shapes of input, kernel and output, along one axis and along two. */
const convolutions = [
  {
    label: 'one axis',
    x: [2, 5, 2],
    w: [3, 2, 2],
    y: [2, 3, 2],
    attrs: { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 },
  },
  {
    label: 'zeros, strides and a tail that no window reaches',
    x: [1, 4, 6, 1],
    w: [2, 3, 1, 2],
    y: [1, 3, 2, 2],
    attrs: { strides: [2, 3], dilations: [1, 1], before: [1, 0], after: [1, 1], groups: 1 },
  },
  {
    label: 'dilations and groups',
    x: [1, 5, 4, 4],
    w: [2, 2, 2, 2],
    y: [1, 3, 3, 2],
    attrs: { strides: [1, 1], dilations: [2, 1], before: [0, 0], after: [0, 0], groups: 2 },
  },
];
const matMul = (label: string, a: Shape, c: Shape, transposeA = false, transposeB = false): Case => ({
  label,
  shapes: [a, c],
  write: (b, [x, y]) => b.matMul(x!, y!, { transposeA, transposeB }),
});
/** A cell of two units over four steps, with a counter that no gradient passes through. */
const cell = (b: GraphBuilder, [h, x, w]: readonly Ref[], reverse: boolean): ReturnType<GraphBuilder['scan']> =>
  b.scan({
    init: [h!, b.scalar(1, 'i32')],
    xs: [x!],
    reverse,
    step: ([state, count], [now]) => {
      const next = b.tanh(b.add(b.matMul(state!, b.transpose(w!, [1, 0])), now!));
      return [next, b.add(count!, 1), b.mul(b.mul(next, next), b.div(b.cast(count!, 'f32'), b.reduceSum(w!)))];
    },
  });
const product = (b: GraphBuilder, [h, x, w]: readonly Ref[]): ReturnType<GraphBuilder['scan']> =>
  b.scan({ init: [h!], xs: [x!], step: ([s], [v]) => [b.mul(b.mul(s!, v!), b.sin(w!))] });
const each = (b: GraphBuilder, x: Ref, w: Ref): ReturnType<GraphBuilder['scan']> =>
  b.scan({ init: [], xs: [x], step: (_, [v]) => [b.sin(b.mul(v!, w))] });
const power = (b: GraphBuilder, h: Ref, w: Ref): ReturnType<GraphBuilder['scan']> =>
  b.scan({ init: [h], xs: [], length: 3, step: ([s]) => [b.mul(b.sin(s!), w)] });
const nested = (b: GraphBuilder, [h, x, w]: readonly Ref[]): ReturnType<GraphBuilder['scan']> =>
  b.scan({ init: [h!], xs: [x!], step: ([s], [v]) => [power(b, b.add(s!, v!), b.mul(w!, v!)).last(0)] });
const cellShapes = [
  [3, 2],
  [4, 3, 2],
  [2, 2],
];
const indices = (b: GraphBuilder): Ref => b.constant(Int32Array.of(2, 0, 0, -5, 9, 1), [2, 3]);

/** `null` where no gradient flows. */
export const cases: OpTable<readonly Case[] | null> = {
  add: two((b, x, y) => b.add(x, y)),
  sub: two((b, x, y) => b.sub(x, y)),
  mul: two((b, x, y) => b.mul(x, y)),
  div: two((b, x, y) => b.div(x, y), [0.5, 2]),
  pow: two((b, x, y) => b.pow(x, y), [0.5, 2]),
  minimum: two((b, x, y) => b.minimum(x, y)),
  maximum: two((b, x, y) => b.maximum(x, y)),
  neg: one((b, x) => b.neg(x)),
  abs: one((b, x) => b.abs(x)),
  exp: one((b, x) => b.exp(x)),
  log: one((b, x) => b.log(x), [0.5, 3]),
  log1p: one((b, x) => b.log1p(x), [-0.5, 3]),
  sqrt: one((b, x) => b.sqrt(x), [0.5, 3]),
  sin: one((b, x) => b.sin(x)),
  cos: one((b, x) => b.cos(x)),
  tanh: one((b, x) => b.tanh(x)),
  sigmoid: one((b, x) => b.sigmoid(x)),
  erf: one((b, x) => b.erf(x)),
  softmax: [...one((b, x) => b.softmax(x)), ...one((b, x) => b.softmax(x), undefined, [4])],
  logSoftmax: [...one((b, x) => b.logSoftmax(x)), ...one((b, x) => b.logSoftmax(x), undefined, [2, 2, 3])],
  cast: one((b, x) => b.node('cast', [x], { dtype: 'f32' })),
  select: two((b, x, y) => {
    const shape = broadcast(x.shape, y.shape)!;
    return b.select(b.less(b.iota(shape, shape.length - 1), 1), x, y);
  }),
  reduceSum: axes((b, x, a, keep) => b.reduceSum(x, a, keep)),
  reduceMax: axes((b, x, a, keep) => b.reduceMax(x, a, keep)),
  reduceMin: axes((b, x, a, keep) => b.reduceMin(x, a, keep)),
  matMul: [
    matMul('plain', [2, 3], [3, 4]),
    matMul('transposeA', [3, 2], [3, 4], true),
    matMul('transposeB', [2, 3], [4, 3], false, true),
    matMul('both', [3, 2], [4, 3], true, true),
    matMul('batches', [2, 2, 3], [2, 3, 2]),
    matMul('batches, both', [2, 3, 2], [2, 2, 3], true, true),
    matMul('shared', [2, 2, 3], [3, 2]),
    matMul('shared, transposeB', [2, 2, 3], [2, 3], false, true),
    matMul('inner size 0', [2, 0], [0, 3]),
  ],
  conv: convolutions.map(({ label, x, w, attrs }) => ({
    label,
    shapes: [x, w],
    write: (b, [input, kernel]) => b.conv(input!, kernel!, attrs),
  })),
  convInput: convolutions.map(({ label, x, w, y, attrs }) => ({
    label,
    shapes: [y, w],
    write: (b, [output, kernel]) => b.convInput(output!, kernel!, { ...attrs, size: x.slice(1, -1) }),
  })),
  convKernel: convolutions.map(({ label, x, w, y, attrs }) => ({
    label,
    shapes: [x, y],
    write: (b, [input, output]) => b.convKernel(input!, output!, { ...attrs, size: w.slice(0, -2) }),
  })),
  reshape: one((b, x) => b.reshape(x, [3, 1, 2])),
  transpose: one((b, x) => b.transpose(x, [2, 0, 1]), undefined, [2, 3, 2]),
  broadcastTo: one((b, x) => b.broadcastTo(x, [2, 2, 3]), undefined, [2, 1]),
  slice: [
    ...one((b, x) => b.slice(x, [1, 0], [1, 2])),
    // Side by side with a piece between that nobody cuts out; such that overlap; along two axes.
    ...[
      { label: 'side by side', at: [0, 2], and: [0, 0], of: [2, 1] },
      { label: 'that overlap', at: [0, 0], and: [0, 1], of: [2, 2] },
      { label: 'along two axes', at: [0, 1], and: [1, 0], of: [1, 2] },
    ].map(({ label, at, and, of }) => ({
      label,
      shapes: [[2, 4]],
      write: (b: GraphBuilder, [x]: readonly Ref[]) =>
        b.slice(b.mul(b.sin(b.slice(x!, at, of)), b.mul(b.slice(x!, and, of), b.reduceSum(x!))), [0, 0], of),
    })),
  ],
  pad: one((b, x) => b.pad(x, [1, 0], [0, 2], 7)),
  concat: [
    {
      label: 'axis 1',
      shapes: [
        [2, 1],
        [2, 3],
        [2, 0],
      ],
      write: (b, xs) => b.concat(xs, 1),
    },
    { label: 'one', shapes: [[2]], write: (b, xs) => b.concat(xs, 0) },
  ],
  gather: [
    { label: 'axis 0', shapes: [[3, 2]], write: (b, [x]) => b.gather(x!, indices(b), 0) },
    { label: 'axis 1', shapes: [[2, 3]], write: (b, [x]) => b.gather(x!, indices(b), 1) },
  ],
  scatterAdd: [
    { label: 'axis 0', shapes: [[2, 3, 2]], write: (b, [u]) => b.scatterAdd(indices(b), u!, 3, 0) },
    { label: 'axis 1', shapes: [[2, 2, 3]], write: (b, [u]) => b.scatterAdd(indices(b), u!, 4, 1) },
  ],
  scan: [
    { label: 'the last of what is carried', shapes: cellShapes, write: (b, x) => cell(b, x, false).last(0) },
    { label: 'all that is carried', shapes: cellShapes, write: (b, x) => cell(b, x, false).all(0) },
    { label: 'another result', shapes: cellShapes, write: (b, x) => cell(b, x, false).all(2) },
    { label: 'from the end, the last', shapes: cellShapes, write: (b, x) => cell(b, x, true).last(0) },
    { label: 'from the end, another result', shapes: cellShapes, write: (b, x) => cell(b, x, true).all(2) },
    { label: 'one step', shapes: [[2], [1, 2], [2]], write: (b, x) => product(b, x).last(0) },
    { label: 'nothing carried', shapes: [[3, 2], [2]], write: (b, [x, w]) => each(b, x!, w!).all(0) },
    { label: 'nothing read', shapes: [[2], [2]], write: (b, [h, w]) => power(b, h!, w!).last(0) },
    { label: 'a loop in a loop', shapes: [[2], [3, 2], [2]], write: (b, x) => nested(b, x).last(0) },
  ],
  input: null,
  constant: null,
  iota: null,
  uniform: null,
  stopGradient: null,
  sign: null,
  floor: null,
  ceil: null,
  round: null,
  equal: null,
  notEqual: null,
  less: null,
  lessEqual: null,
  greater: null,
  greaterEqual: null,
  and: null,
  or: null,
  not: null,
  isFinite: null,
  argMax: null,
};
