/** What must hold of matMul. */
import type { Shape } from '@bernoulli/api/ir';
import type { CaseArray, GradientCase, OpCases, ValueCase } from '../case.ts';
import { at, f32, fill, noise, sum } from '../data.ts';

const PLAIN = { transposeA: false, transposeB: false };
const A = f32([2, 3], [1, 2, 3, 4, 5, 6]);
const B = f32([3, 2], [7, 8, 9, 10, 11, 12]);

/** A matrix, or a stack of them, stored with its last two axes swapped when `transposed`. */
function stored(shape: Shape, transposed: boolean, seed: number): CaseArray {
  return noise(transposed ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape, seed);
}

/** Reads row r, column c as `stored` put them; a single matrix serves every leading index. */
function reader(x: CaseArray, transposed: boolean): (lead: readonly number[], r: number, c: number) => number {
  return (lead, r, c) => at(x, [...(x.shape.length === 2 ? [] : lead), ...(transposed ? [c, r] : [r, c])]);
}

interface Sizes {
  readonly name: string;
  readonly lead?: Shape;
  readonly leadB?: Shape;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Noise of the given sizes, and its product by the definition. */
function product({
  name,
  lead = [],
  leadB = lead,
  m,
  k,
  n,
  transposeA = false,
  transposeB = false,
}: Sizes): ValueCase<'matMul'> {
  const a = stored([...lead, m, k], transposeA, m * 1000 + k);
  const b = stored([...leadB, k, n], transposeB, n * 1000 + k + 1);
  const [readA, readB] = [reader(a, transposeA), reader(b, transposeB)];
  const output = fill('f32', [...lead, m, n], (index) => {
    const [batch, row, column] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    return sum(k, (i) => readA(batch, row, i) * readB(batch, i, column));
  });
  return { kind: m * k * n > 100 ? 'large' : 'edge', name, inputs: [a, b], attrs: { transposeA, transposeB }, output };
}

/** The same for the gradients: dA = G·Bᵀ and dB = Aᵀ·G, summed over the matrices that share a B. */
function gradient({
  name,
  lead = [],
  leadB = lead,
  m,
  k,
  n,
  transposeA = false,
  transposeB = false,
}: Sizes): GradientCase<'matMul'> {
  const a = stored([...lead, m, k], transposeA, 31);
  const b = stored([...leadB, k, n], transposeB, 32);
  const upstream = noise([...lead, m, n], 33);
  const [readA, readB] = [reader(a, transposeA), reader(b, transposeB)];
  const swap = (on: boolean, r: number, c: number): [number, number] => (on ? [c, r] : [r, c]);
  const byA = fill('f32', a.shape, (index) => {
    const batch = index.slice(0, -2);
    const [row, i] = swap(transposeA, index.at(-2)!, index.at(-1)!);
    return sum(n, (column) => at(upstream, [...batch, row, column]) * readB(batch, i, column));
  });
  const byB = fill('f32', b.shape, (index) => {
    const [i, column] = swap(transposeB, index.at(-2)!, index.at(-1)!);
    const over = leadB.length < lead.length ? lead[0]! : 1;
    return sum(over, (s) => {
      const batch = leadB.length < lead.length ? [s] : index.slice(0, -2);
      return sum(m, (row) => readA(batch, row, i) * at(upstream, [...batch, row, column]));
    });
  });
  return { name, inputs: [a, b], attrs: { transposeA, transposeB }, wrt: [0, 1], upstream, gradients: [byA, byB] };
}

const four = [
  { transposeA: false, transposeB: false, name: 'a b' },
  { transposeA: true, transposeB: false, name: 'aᵀ b' },
  { transposeA: false, transposeB: true, name: 'a bᵀ' },
  { transposeA: true, transposeB: true, name: 'aᵀ bᵀ' },
];
/** Around the widths of vectors (4, 8) and tiles (6, 8, 64). */
const edges = [1, 7, 8, 9, 33, 65];

export const matMulCases: OpCases<'matMul'> = {
  values: [
    { kind: 'plain', name: 'plain', inputs: [A, B], attrs: PLAIN, output: f32([2, 2], [58, 64, 139, 154]) },
    {
      kind: 'plain',
      name: 'aᵀ a by hand',
      inputs: [A, A],
      attrs: { transposeA: true, transposeB: false },
      output: f32([3, 3], [17, 22, 27, 22, 29, 36, 27, 36, 45]),
    },
    {
      kind: 'plain',
      name: 'a aᵀ by hand',
      inputs: [A, A],
      attrs: { transposeA: false, transposeB: true },
      output: f32([2, 2], [14, 32, 32, 77]),
    },
    {
      kind: 'edge',
      name: 'one by one',
      inputs: [f32([1, 1], [3]), f32([1, 1], [-4])],
      attrs: PLAIN,
      output: f32([1, 1], [-12]),
    },
    {
      kind: 'empty',
      name: 'inner size 0 gives zeros',
      inputs: [f32([2, 0], []), f32([0, 3], [])],
      attrs: PLAIN,
      output: f32([2, 3], [0, 0, 0, 0, 0, 0]),
    },
    {
      kind: 'empty',
      name: 'inner size 0 in a batch',
      inputs: [f32([2, 1, 0], []), f32([2, 0, 1], [])],
      attrs: PLAIN,
      output: f32([2, 1, 1], [0, 0]),
    },
    { kind: 'empty', name: 'no rows', inputs: [f32([0, 3], []), B], attrs: PLAIN, output: f32([0, 2], []) },
    { kind: 'empty', name: 'no columns', inputs: [A, f32([3, 0], [])], attrs: PLAIN, output: f32([2, 0], []) },
    {
      kind: 'empty',
      name: 'no batch',
      inputs: [f32([0, 2, 3], []), f32([0, 3, 2], [])],
      attrs: PLAIN,
      output: f32([0, 2, 2], []),
    },
    {
      kind: 'special',
      name: 'NaN and infinity reach their row and column',
      inputs: [f32([3, 2], [NaN, 1, Infinity, 1, 1, 2]), f32([2, 2], [1, 0, 1, 1])],
      attrs: PLAIN,
      output: f32([3, 2], [NaN, NaN, Infinity, NaN, 3, 2]),
    },
    ...four.flatMap((t) => [
      product({ ...t, name: `${t.name}, 4 x 5 x 3`, m: 4, k: 5, n: 3 }),
      product({ ...t, name: `${t.name}, 33 x 65 x 17`, m: 33, k: 65, n: 17 }),
      product({ ...t, name: `${t.name}, stack of 3`, lead: [3], m: 7, k: 9, n: 8 }),
      product({ ...t, name: `${t.name}, stack of 2 x 2`, lead: [2, 2], m: 3, k: 5, n: 9 }),
    ]),
    product({ name: 'one right side for a stack', lead: [3], leadB: [], m: 5, k: 9, n: 7 }),
    product({
      name: 'one transposed right side for a stack',
      lead: [2, 3],
      leadB: [],
      m: 5,
      k: 9,
      n: 7,
      transposeB: true,
    }),
    product({ name: 'vector by matrix', m: 1, k: 65, n: 33 }),
    product({ name: 'matrix by vector', m: 65, k: 33, n: 1 }),
    product({ name: 'outer product', m: 33, k: 1, n: 65 }),
    product({ name: 'inner product', m: 1, k: 513, n: 1 }),
    ...edges.map((size) => product({ name: `${size} x ${size} x ${size}`, m: size, k: size, n: size })),
    product({ name: '13 x 300 x 66', m: 13, k: 300, n: 66 }),
    product({ name: '130 x 20 x 129', m: 130, k: 20, n: 129 }),
  ],
  gradients: [
    ...four.map((t) => gradient({ ...t, m: 3, k: 4, n: 2 })),
    ...four.map((t) => gradient({ ...t, name: `${t.name}, stack`, lead: [2], m: 3, k: 4, n: 2 })),
    gradient({ name: 'one right side for a stack', lead: [3], leadB: [], m: 2, k: 4, n: 2 }),
    gradient({
      name: 'one transposed right side for a stack',
      lead: [3],
      leadB: [],
      m: 2,
      k: 4,
      n: 2,
      transposeB: true,
    }),
  ],
};
