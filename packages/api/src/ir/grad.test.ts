/** Every gradient rule against central differences in f64, and the laws of reverse accumulation. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from './builder.ts';
import { check } from './check.ts';
import { gradients } from './grad.ts';
import { interpret, type Value } from './interpret/index.ts';
import { opNames, ops, type OpTable } from './ops/index.ts';
import { broadcast, sizeOf, type Shape } from './shape.ts';

interface Case {
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
const cases: OpTable<readonly Case[] | null> = {
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

/** Numbers of a fixed sequence in [low, high], none within 0.02 of 0 or of each other's neighbours in value. */
function spread(size: number, [low, high]: readonly [number, number], salt: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    const u = ((i * 7 + salt * 3 + 1) * 0.6180339887498949) % 1;
    const x = low + u * (high - low);
    return Math.abs(x) < 0.02 ? x + 0.05 : x;
  });
}

it('the table has cases for the ops that have a gradient, and for no others', () => {
  expect(opNames.filter((op) => (cases[op]?.length ?? 0) > 0)).toEqual(
    opNames.filter((op) => ops[op].gradient !== null),
  );
});

const tables = opNames.flatMap((op) => (cases[op] === null ? [] : [{ op, table: cases[op] }]));

describe.each(tables)('the gradient of $op', ({ op, table }) => {
  it.each(table)('agrees with central differences: $label', ({ shapes, write, range = [-1.5, 1.5] }) => {
    const b = new GraphBuilder();
    const xs = shapes.map((shape, i) => b.input(`x${i}`, 'f32', shape));
    const y = write(b, xs);
    expect(b.at(y.id).op).toBe(op);
    const loss = b.reduceSum(b.mul(y, b.input('weights', 'f32', y.shape)));
    const grads = gradients(b, loss, xs);
    const graph = b.build({ outputs: { loss, ...Object.fromEntries(grads.map((g, i) => [`g${i}`, g])) } });
    check(graph);
    const inputs: Record<string, Value> = {
      weights: { dtype: 'f32', shape: y.shape, data: spread(sizeOf(y.shape), [0.5, 2], 17) },
    };
    shapes.forEach((shape, i) => {
      inputs[`x${i}`] = { dtype: 'f32', shape, data: spread(sizeOf(shape), range, i) };
    });
    const { outputs } = interpret(graph, inputs);
    const lossAt = (): number => interpret(graph, inputs).outputs['loss']!.data[0]!;
    shapes.forEach((shape, i) => {
      const data = inputs[`x${i}`]!.data;
      expect(outputs[`g${i}`]!.shape).toEqual(shape);
      for (let k = 0; k < data.length; k++) {
        const [x, h] = [data[k]!, 1e-4];
        data[k] = x + h;
        const above = lossAt();
        data[k] = x - h;
        const slope = (above - lossAt()) / (2 * h);
        data[k] = x;
        expect(Math.abs(outputs[`g${i}`]!.data[k]! - slope) / (1 + Math.abs(slope))).toBeLessThan(1e-6);
      }
    });
  });
});

describe('gradients', () => {
  const at = (values: number[]): Value => ({ dtype: 'f32', shape: [values.length], data: Float64Array.from(values) });
  const run = (b: GraphBuilder, y: Ref, x: Value): number[] => [
    ...interpret(b.build({ outputs: { y } }), { x }).outputs['y']!.data,
  ];

  it.each<[string, (b: GraphBuilder, x: Ref) => Ref, (x: number) => number]>([
    ['x³', (b, x) => b.mul(x, b.mul(x, x)), (x) => 6 * x],
    ['exp(2x)', (b, x) => b.exp(b.mul(x, 2)), (x) => 4 * Math.exp(2 * x)],
    ['tanh', (b, x) => b.tanh(x), (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2)],
    ['1/x', (b, x) => b.div(1, x), (x) => 2 / x ** 3],
  ])('differentiate twice: %s', (_, write, second) => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [3]);
    const [first] = gradients(b, b.reduceSum(write(b, x)), [x]);
    const [twice] = gradients(b, b.reduceSum(first!), [x]);
    const points = [0.4, -0.9, 1.3];
    run(b, twice!, at(points)).forEach((g, i) => expect(g).toBeCloseTo(second(points[i]!), 6));
  });

  it('add up where a value is used more than once', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const [g] = gradients(b, b.reduceSum(b.add(b.mul(x, x), b.mul(x, 3))), [x]);
    expect(run(b, g!, at([1, -2]))).toEqual([5, -1]);
  });

  it('are zeros of the right shape where nothing flows, and stop at stopGradient', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const other = b.input('other', 'f32', [3, 1]);
    const loss = b.reduceSum(b.mul(b.stopGradient(x), b.floor(x)));
    const [gx, go] = gradients(b, loss, [x, other]);
    expect(b.at(go!.id).shape).toEqual([3, 1]);
    const { outputs } = interpret(b.build({ outputs: { gx: gx!, go: go! } }), {
      x: at([1.5, 2]),
      other: { dtype: 'f32', shape: [3, 1], data: new Float64Array(3) },
    });
    expect([...outputs['gx']!.data, ...outputs['go']!.data]).toEqual([0, 0, 0, 0, 0]);
  });

  it('may be taken with respect to any node, the loss itself included', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const hidden = b.mul(x, 3);
    const loss = b.reduceSum(b.mul(hidden, hidden));
    const [gh, gx, gl] = gradients(b, loss, [hidden, x, loss]);
    expect(run(b, gh!, at([1, 2]))).toEqual([6, 12]);
    expect(run(b, gx!, at([1, 2]))).toEqual([18, 36]);
    expect(run(b, gl!, at([1, 2]))).toEqual([1]);
  });

  it('write only for what lies between, under the site they differentiate, and leave the site as it was', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    b.site = 'net/a';
    const y = b.exp(x);
    b.site = 'net/b';
    const loss = b.reduceSum(b.mul(b.sin(y), y));
    b.site = 'update';
    const before = b.size;
    gradients(b, loss, [y]);
    const written = Array.from({ length: b.size - before }, (_, i) => b.at(before + i));
    expect(written.map((n) => n.site).filter((s) => s === 'net/a')).toEqual([]);
    expect(written.at(-1)!.site).toBe('net/b');
    expect(b.site).toBe('update');
  });

  it.each([4, 16])('of %i slices side by side write as much as the array holds, and not as much for each', (n) => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [n, 8]);
    const pieces = Array.from({ length: n }, (_, i) => b.exp(b.slice(x, [i, 0], [1, 8])));
    const before = b.size;
    const [g] = gradients(b, b.reduceSum(b.concat(pieces, 0)), [x]);
    const written = Array.from({ length: b.size - before }, (_, i) => sizeOf(b.at(before + i).shape));
    expect(written.reduce((sum, size) => sum + size, 0) / (n * 8)).toBeLessThan(6);
    expect(b.at(g!.id).op).toBe('concat');
  });

  it('of the side not taken by select are 0, not NaN', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const [g] = gradients(b, b.reduceSum(b.select(b.greater(x, 0), b.log(b.select(b.greater(x, 0), x, 1)), 0)), [x]);
    expect(run(b, g!, at([2, -1]))).toEqual([0.5, 0]);
  });

  it('of pow at 0 are finite', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const [g] = gradients(b, b.reduceSum(b.pow(x, 0)), [x]);
    expect(run(b, g!, at([0, 2]))).toEqual([0, 0]);
  });

  it('need an f32 scalar loss and f32 variables', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const n = b.input('n', 'i32', []);
    expect(() => gradients(b, x, [x])).toThrow('gradients: the loss must be a scalar. Received [2].');
    expect(() => gradients(b, n, [x])).toThrow('gradients: the loss must be f32. Received i32.');
    expect(() => gradients(b, b.reduceSum(x), [n])).toThrow('gradients: only f32 values have gradients. Received i32.');
  });
});
