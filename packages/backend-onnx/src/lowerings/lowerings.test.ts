/** What ORT does its own way and our lowerings must mend, held against the interpreter. The rest is the conformance suite's. */
import { arrayFrom, GraphBuilder, type DType, type Ref, type Shape, type TensorData } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { expect, it } from 'vitest';
import { onnx } from '../backend.ts';

const data = (dtype: DType, values: readonly number[], shape: Shape = [values.length]): TensorData => ({
  dtype,
  shape,
  data: arrayFrom(dtype, values),
});
const f32 = (values: readonly number[], shape?: Shape): TensorData => data('f32', values, shape);
const i32 = (values: readonly number[], shape?: Shape): TensorData => data('i32', values, shape);
const bool = (values: readonly number[], shape?: Shape): TensorData => data('bool', values, shape);

const backend = onnx();
const withNaN = (at: number): number[] => Array.from({ length: 60 }, (_, i) => (i === at ? NaN : Math.sin(i)));
const extremes = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 65_537];

type Case = [name: string, inputs: readonly TensorData[], write: (b: GraphBuilder, ...x: Ref[]) => Ref];

const cases: Case[] = [
  ...([0, 37, 59] as const).flatMap((at): Case[] =>
    (['reduceMax', 'reduceMin'] as const).flatMap((op): Case[] => [
      [`${op} with NaN at ${at}, of all`, [f32(withNaN(at))], (b, x) => b[op](x)],
      [`${op} with NaN at ${at}, of rows`, [f32(withNaN(at), [6, 10])], (b, x) => b[op](x, [1])],
      [`${op} with NaN at ${at}, of columns`, [f32(withNaN(at), [6, 10])], (b, x) => b[op](x, [0], true)],
      [`${op} with NaN at ${at}, of outer and inner axes`, [f32(withNaN(at), [3, 4, 5])], (b, x) => b[op](x, [0, 2])],
    ]),
  ),
  ...(['reduceSum', 'reduceMax', 'reduceMin'] as const).flatMap((op): Case[] => [
    [`${op} of i32 at the ends of the range`, [i32([...extremes, 5, 7], [2, 4])], (b, x) => b[op](x, [0])],
    [`${op} over nothing`, [f32([], [0, 3])], (b, x) => b[op](x, [0])],
    [`${op} of i32 over nothing`, [i32([], [0, 3])], (b, x) => b[op](x, [0], true)],
    [`${op} over no axes`, [f32([1, 2], [2])], (b, x) => b[op](x, [])],
  ]),
  ['maximum beside 0 keeps NaN', [f32([NaN, -1, 2, Infinity, -Infinity])], (b, x) => b.maximum(x, 0)],
  ['maximum of 0 and x', [f32([NaN, -1, 2])], (b, x) => b.maximum(0, x)],
  ['maximum of i32 and 0', [i32(extremes)], (b, x) => b.maximum(x, 0)],
  ['maximum of a scalar and zeros', [f32([-3], [])], (b, x) => b.maximum(x, b.constant(new Float32Array(3)))],
  ['minimum with NaN on either side', [f32([NaN, 1, 2]), f32([1, NaN, 1])], (b, x, y) => b.minimum(x, y)],
  ['log1p where 1 + x rounds', [f32([1e-8, -1e-8, 3e-7, 1e-30, 0, -1, -2, 1e30, Infinity, NaN])], (b, x) => b.log1p(x)],
  ['select of bool', [bool([0, 1, 0, 1]), bool([1, 1, 0, 0]), bool([0, 0, 1, 1])], (b, c, x, y) => b.select(c, x, y)],
  [
    'select leaks nothing',
    [bool([1, 0, 1]), f32([1, NaN, Infinity]), f32([NaN, 2, NaN])],
    (b, c, x, y) => b.select(c, x, y),
  ],
  ['i32 products wrap', [i32(extremes), i32([...extremes].reverse())], (b, x, y) => b.mul(x, y)],
  ['cast of f32 to bool', [f32([0, -0, NaN, 1e-40, -1])], (b, x) => b.cast(x, 'bool')],
  ['gather beyond both ends', [f32([1, 2, 3, 4], [2, 2]), i32([-5, 9, -1, 1])], (b, x, i) => b.gather(x, i, 1)],
  ['gather of bool', [bool([1, 0, 1]), i32([2, 1], [2, 1])], (b, x, i) => b.gather(x, i)],
  ['gather by nothing', [f32([1, 2]), i32([], [0])], (b, x, i) => b.gather(x, i)],
  [
    'scatterAdd adds at repeated and foreign indices',
    [i32([0, 0, -4, 9, 1]), f32([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], [5, 2])],
    (b, i, u) => b.scatterAdd(i, u, 3),
  ],
  [
    'scatterAdd along an inner axis',
    [i32([1, 1, 0, 2], [2, 2]), f32(withNaN(-1).slice(0, 24), [3, 2, 2, 2])],
    (b, i, u) => b.scatterAdd(i, u, 4, 1),
  ],
  ['scatterAdd of one', [i32([1], []), f32([5, 6], [2])], (b, i, u) => b.scatterAdd(i, u, 2)],
  ['scatterAdd of nothing', [i32([], [0]), f32([], [0, 2])], (b, i, u) => b.scatterAdd(i, u, 3)],
  ['matMul over an empty inner axis', [f32([], [2, 0]), f32([], [0, 3])], (b, x, y) => b.matMul(x, y)],
  [
    'matMul of transposed empties',
    [f32([], [0, 2]), f32([], [3, 0])],
    (b, x, y) => b.matMul(x, y, { transposeA: true, transposeB: true }),
  ],
  ['matMul of no rows', [f32([], [0, 2]), f32([1, 2], [2, 1])], (b, x, y) => b.matMul(x, y)],
  ['concat with an empty part', [f32([1, 2], [1, 2]), f32([], [0, 2])], (b, x, y) => b.concat([y, x, y], 0)],
  ['concat of one that is not empty', [f32([1, 2], [1, 2]), f32([], [0, 2])], (b, x, y) => b.concat([y, x], 0)],
  ['pad of nothing', [i32([], [0, 2])], (b, x) => b.pad(x, [1, 0], [1, 1], 7)],
  ['pad of bool', [bool([1, 0])], (b, x) => b.pad(x, [1], [2], 1)],
  ['broadcastTo of bool', [bool([1, 0], [2, 1])], (b, x) => b.broadcastTo(x, [3, 2, 2])],
  ['transpose of a scalar', [f32([3], [])], (b, x) => b.transpose(x, [])],
  ['reshape to a scalar', [f32([3], [1, 1])], (b, x) => b.reshape(x, [])],
  ['an output that is an input', [bool([1, 0])], (_, x) => x],
  ['an output that is a constant', [], (b) => b.constant(Int32Array.of(3, 4))],
  ['an empty output', [f32([], [0])], (b, x) => b.exp(x)],
];

it.each(cases)('%s', async (_, values, write) => {
  const b = new GraphBuilder();
  const refs = values.map((value, i) => b.input(`x${i}`, value.dtype, value.shape));
  const graph = b.build({ outputs: { y: write(b, ...refs) } });
  const inputs = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const want = interpret(graph, inputs).outputs['y']!;
  const program = await backend.compile(graph);
  const got = (await program.run(inputs))['y']!;
  await program.dispose();
  expect(got.dtype).toBe(want.dtype);
  expect(got.shape).toEqual(want.shape);
  expect(got.data).toBeInstanceOf(arrayFrom(want.dtype, []).constructor);
  expect(got.data).toHaveLength(want.data.length);
  want.data.forEach((w, i) => {
    const g = got.data[i]!;
    if (Number.isNaN(w) || !Number.isFinite(w) || want.dtype !== 'f32') expect(g).toBe(w);
    else expect(Math.abs(g - w)).toBeLessThanOrEqual(4e-7 * Math.abs(w));
  });
});
