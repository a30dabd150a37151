/** Graphs of one op over shapes that tend to break kernels: empty, scalar, odd, broadcast, transposed, and special values. */
import {
  fillUniform,
  GraphBuilder,
  key,
  sizeOf,
  type Graph,
  type Ref,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';

export interface OpCase {
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: Record<string, TensorData>;
}

let seed = 0;

/** Deterministic numbers in (−range, range). */
export function numbers(shape: Shape, range = 3): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  fillUniform(key(++seed), out);
  return out.map((u) => (2 * u - 1) * range);
}

export const f32 = (shape: Shape, data = numbers(shape)): TensorData => ({ dtype: 'f32', shape, data });
export const i32 = (shape: Shape, range = 5): TensorData => ({
  dtype: 'i32',
  shape,
  data: Int32Array.from(numbers(shape, range)),
});
export const bool = (shape: Shape): TensorData => ({
  dtype: 'bool',
  shape,
  data: Uint8Array.from(numbers(shape), (x) => (x > 0 ? 1 : 0)),
});

/** Every kind of float that arithmetic treats in its own way. */
export const special = (): TensorData => {
  const data = Float32Array.of(
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    88,
    -88,
    120,
    -120,
    1e-30,
    -1e-30,
    3e38,
    1e-40,
    7,
  );
  return f32([data.length], data);
};

/** A case from operands and the node that meets them. */
export function opCase(
  name: string,
  operands: readonly TensorData[],
  write: (b: GraphBuilder, ...refs: Ref[]) => Ref,
): OpCase {
  const b = new GraphBuilder();
  const refs = operands.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape));
  const graph = b.build({ outputs: { y: write(b, ...refs) } });
  const shapes = operands.map((o) => `${o.dtype}[${o.shape.join(',')}]`).join(' ');
  return { name: `${name} ${shapes}`, graph, inputs: Object.fromEntries(operands.map((o, i) => [`x${i}`, o])) };
}

const shapes: Shape[] = [[], [0], [1], [3], [4], [7], [3, 0], [5, 13], [2, 3, 33], [1, 17], [17, 1]];
const pairs: [Shape, Shape][] = [
  [[], []],
  [[5], []],
  [[], [2, 9]],
  [[4, 7], [7]],
  [[7], [4, 7]],
  [
    [4, 7],
    [4, 1],
  ],
  [
    [4, 1],
    [1, 7],
  ],
  [
    [2, 3, 5],
    [3, 1],
  ],
  [
    [2, 1, 5],
    [3, 5],
  ],
  [
    [2, 3, 5],
    [2, 1, 1],
  ],
  [[0, 3], [3]],
  [
    [3, 130],
    [3, 130],
  ],
];

const unaries = [
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'exp',
  'log',
  'log1p',
  'sqrt',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'erf',
  'isFinite',
  'softmax',
  'logSoftmax',
  'stopGradient',
] as const;
const binaries = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'minimum',
  'maximum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;
const integral = [
  'add',
  'sub',
  'mul',
  'minimum',
  'maximum',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;

function elementwise(): OpCase[] {
  const cases: OpCase[] = [];
  for (const op of unaries) {
    const rows = op === 'softmax' || op === 'logSoftmax';
    for (const shape of shapes.slice(rows ? 1 : 0)) cases.push(opCase(op, [f32(shape)], (b, x) => b[op](x!)));
    if (!rows) cases.push(opCase(`${op} special`, [special()], (b, x) => b[op](x!)));
  }
  for (const op of ['neg', 'abs', 'sign'] as const) cases.push(opCase(op, [i32([2, 9])], (b, x) => b[op](x!)));
  for (const op of binaries) {
    for (const [p, q] of pairs) cases.push(opCase(op, [f32(p), f32(q)], (b, x, y) => b[op](x!, y!)));
    const s = special();
    const column = f32([s.shape[0]!, 1], s.data as Float32Array);
    cases.push(opCase(`${op} special`, [s, column], (b, x, y) => b[op](x!, y!)));
  }
  for (const op of integral) {
    for (const [p, q] of pairs) cases.push(opCase(op, [i32(p), i32(q)], (b, x, y) => b[op](x!, y!)));
    cases.push(opCase(`${op} wrap`, [i32([37], 2 ** 31), i32([37], 2 ** 31)], (b, x, y) => b[op](x!, y!)));
  }
  for (const op of ['and', 'or'] as const)
    for (const [p, q] of pairs) cases.push(opCase(op, [bool(p), bool(q)], (b, x, y) => b[op](x!, y!)));
  for (const shape of shapes) cases.push(opCase('not', [bool(shape)], (b, x) => b.not(x!)));
  for (const [p, q] of pairs) {
    cases.push(opCase('select', [bool(p), f32(q), f32([])], (b, c, x, y) => b.select(c!, x!, y!)));
    cases.push(opCase('select', [bool(q), i32(p), i32(q)], (b, c, x, y) => b.select(c!, x!, y!)));
    cases.push(opCase('select', [bool(q), bool(p), bool(q)], (b, c, x, y) => b.select(c!, x!, y!)));
  }
  for (const make of [f32, i32, bool])
    for (const to of ['f32', 'i32', 'bool'] as const)
      for (const shape of shapes)
        cases.push(opCase(`cast ${to}`, [make(shape)], (b, x) => b.node('cast', [x!], { dtype: to })));
  return cases;
}

function folding(): OpCase[] {
  const cases: OpCase[] = [];
  const axes: [Shape, number[]][] = [
    [[], []],
    [[5], [0]],
    [[0], [0]],
    [[3, 0], [1]],
    [[3, 0], [0]],
    [[7, 130], [1]],
    [[7, 130], [0]],
    [
      [7, 130],
      [0, 1],
    ],
    [[4, 5, 19], [1]],
    [
      [4, 5, 19],
      [0, 2],
    ],
    [
      [4, 5, 19],
      [1, 2],
    ],
    [
      [4, 5, 19],
      [0, 1],
    ],
    [[1, 9], [0]],
    [[9, 1], [1]],
    [[5], []],
    [[3, 2050], [1]],
    [[300, 21], [0]],
  ];
  for (const op of ['reduceSum', 'reduceMax', 'reduceMin'] as const)
    for (const [shape, over] of axes)
      for (const keep of [false, true]) {
        cases.push(opCase(`${op} ${over} ${keep}`, [f32(shape)], (b, x) => b[op](x!, over, keep)));
        cases.push(opCase(`${op} ${over} ${keep}`, [i32(shape, 1000)], (b, x) => b[op](x!, over, keep)));
      }
  for (const op of ['reduceSum', 'reduceMax', 'reduceMin'] as const) {
    const s = special();
    cases.push(opCase(`${op} special`, [s], (b, x) => b[op](x!)));
    cases.push(opCase(`${op} special columns`, [s], (b, x) => b[op](b.broadcastTo(x!, [3, s.shape[0]!]), [0])));
  }
  for (const [shape, axis] of [
    [[5], 0],
    [[4, 7], 1],
    [[4, 7], 0],
    [[2, 3, 4], 1],
  ] as [Shape, number][])
    for (const make of [f32, i32]) cases.push(opCase(`argMax ${axis}`, [make(shape)], (b, x) => b.argMax(x!, axis)));
  return cases;
}

function products(): OpCase[] {
  const cases: OpCase[] = [];
  const sizes: [number, number, number][] = [
    [1, 1, 1],
    [2, 3, 4],
    [7, 9, 5],
    [6, 8, 8],
    [13, 1, 17],
    [1, 33, 10],
    [32, 65, 10],
    [12, 0, 8],
    [0, 3, 4],
    [3, 4, 0],
    [33, 300, 70],
    [5, 520, 9],
    [130, 20, 530],
    [64, 32, 10],
  ];
  for (const [m, k, n] of sizes)
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        for (const lead of [[], [3]] as Shape[]) {
          if (lead.length > 0 && m * n > 1000) continue;
          const a = f32([...lead, ...(transposeA ? [k, m] : [m, k])], undefined);
          const c = f32([...lead, ...(transposeB ? [n, k] : [k, n])], undefined);
          const name = `matMul ${transposeA} ${transposeB}`;
          cases.push(opCase(name, [a, c], (b, x, y) => b.matMul(x!, y!, { transposeA, transposeB })));
        }
  for (const transposeB of [false, true])
    cases.push(
      opCase('matMul shared', [f32([2, 5, 3]), f32(transposeB ? [4, 3] : [3, 4])], (b, x, y) =>
        b.matMul(x!, y!, { transposeB }),
      ),
    );
  return cases;
}

function moving(): OpCase[] {
  const cases: OpCase[] = [];
  for (const make of [f32, i32, bool]) {
    cases.push(opCase('reshape', [make([4, 6])], (b, x) => b.reshape(x!, [2, 12])));
    cases.push(opCase('transpose', [make([5, 7])], (b, x) => b.transpose(x!, [1, 0])));
    cases.push(opCase('transpose', [make([2, 3, 4, 5])], (b, x) => b.transpose(x!, [2, 0, 3, 1])));
    cases.push(opCase('transpose', [make([])], (b, x) => b.transpose(x!, [])));
    cases.push(opCase('broadcastTo', [make([3, 1])], (b, x) => b.broadcastTo(x!, [2, 3, 5])));
    cases.push(opCase('broadcastTo', [make([])], (b, x) => b.broadcastTo(x!, [2, 3])));
    cases.push(opCase('broadcastTo', [make([1])], (b, x) => b.broadcastTo(x!, [0, 3])));
    cases.push(opCase('slice', [make([5, 7])], (b, x) => b.slice(x!, [1, 2], [3, 4])));
    cases.push(opCase('slice empty', [make([5, 7])], (b, x) => b.slice(x!, [5, 2], [0, 4])));
    cases.push(opCase('pad', [make([2, 3])], (b, x) => b.pad(x!, [1, 0], [2, 3], 1)));
    cases.push(opCase('pad empty', [make([0, 3])], (b, x) => b.pad(x!, [1, 0], [0, 0], 1)));
    for (const axis of [0, 1, 2])
      cases.push(
        opCase(`concat ${axis}`, [make([2, 3, 4]), make([2, 3, 4]), make([2, 3, 4])], (b, ...xs) => b.concat(xs, axis)),
      );
    for (const axis of [0, 1, 2])
      for (const index of [[], [4], [2, 3]])
        cases.push(opCase(`gather ${axis}`, [make([3, 4, 5]), i32(index, 9)], (b, x, i) => b.gather(x!, i!, axis)));
  }
  for (const axis of [0, 1])
    cases.push(
      opCase(`scatterAdd ${axis}`, [i32([6], 9), f32(axis ? [2, 6, 3] : [6, 3])], (b, i, u) =>
        b.scatterAdd(i!, u!, 4, axis),
      ),
    );
  cases.push(opCase('iota', [f32([1])], (b) => b.iota([3, 4, 2], 1)));
  for (const shape of [[], [1], [7], [5, 3], [2, 3, 5], [0, 4], [64, 33]] as Shape[])
    cases.push(
      opCase(
        'uniform',
        [
          { dtype: 'i32', shape: [2], data: Int32Array.of(-5, 77) },
          { dtype: 'i32', shape: [], data: Int32Array.of(9) },
        ],
        (b, k, o) => b.uniform(k!, shape, o!),
      ),
    );
  return cases;
}

export const opCases: readonly OpCase[] = [...elementwise(), ...folding(), ...products(), ...moving()];
