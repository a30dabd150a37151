/** Several nodes as one kernel: the same values as one by one, NaN and labels out of range included. */
import { GraphBuilder, gradients, type Graph, type Ref, type TensorData, type Values } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { tfjs } from '@bernoulli/backend-tfjs';
import { describe, expect, test } from 'vitest';
import { recordKernels } from './recorded-kernels.ts';

await import('@tensorflow/tfjs-backend-wasm');
const called = recordKernels('wasm');
const backend = tfjs({ engine: 'wasm' });

/** Runs a graph, holds its outputs against the interpreter, and gives back the kernels that the run called. */
async function kernelsOf(graph: Graph, inputs: Values): Promise<string[]> {
  const executable = await backend.compile(graph);
  called.length = 0;
  const got = await executable.run(inputs);
  await executable.dispose();
  for (const [name, want] of Object.entries(interpret(graph, inputs).outputs)) {
    const near = [...want.data].map((value) => (Number.isNaN(value) ? NaN : expect.closeTo(value, 4)));
    expect([...got[name]!.data], name).toEqual(near);
  }
  return called.filter((name) => name !== 'Reshape');
}

const f32 = (shape: number[], element = (i: number): number => Math.sin(i)): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => element(i)),
});
const i32 = (shape: number[], ...data: number[]): TensorData => ({ dtype: 'i32', shape, data: Int32Array.from(data) });

/** x · kernel + bias for more rows than columns, so that the product is not turned round. */
function layer(b: GraphBuilder): { x: Ref; kernel: Ref; bias: Ref; sum: Ref } {
  const [x, kernel, bias] = [
    b.input('x', 'f32', [6, 4]),
    b.input('kernel', 'f32', [4, 3]),
    b.input('bias', 'f32', [3]),
  ];
  return { x, kernel, bias, sum: b.add(b.matMul(x, kernel), bias) };
}
const values = { x: f32([6, 4]), kernel: f32([4, 3], Math.cos), bias: f32([3], (i) => i - 1) };

describe('a product with its bias', () => {
  test('is one kernel, with a rectifier of several behind it', async () => {
    const b = new GraphBuilder();
    const graph = b.build({ outputs: { y: b.maximum(layer(b).sum, 0) } });
    expect(await kernelsOf(graph, values)).toEqual([
      '_FusedMatMul',
      // What follows keeps every NaN.
      'Sigmoid',
      'Fill',
      'Multiply',
      'Relu',
      'Add',
    ]);
  });

  test('may stand on the right, and with a transposed left operand', async () => {
    const b = new GraphBuilder();
    const [x, kernel, bias] = [
      b.input('x', 'f32', [4, 6]),
      b.input('kernel', 'f32', [4, 3]),
      b.input('bias', 'f32', [3]),
    ];
    const graph = b.build({ outputs: { y: b.add(bias, b.matMul(x, kernel, { transposeA: true })) } });
    expect(await kernelsOf(graph, { ...values, x: f32([4, 6]) })).toEqual(['Transpose', '_FusedMatMul']);
  });

  test('is none where the bias was a matrix', async () => {
    const b = new GraphBuilder();
    const [x, kernel] = [b.input('x', 'f32', [6, 4]), b.input('kernel', 'f32', [4, 3])];
    const bias = b.reshape(b.input('bias', 'f32', [1, 3]), [3]);
    const graph = b.build({ outputs: { y: b.add(b.matMul(x, kernel), bias) } });
    expect(await kernelsOf(graph, { ...values, bias: f32([1, 3]) })).not.toContain('_FusedMatMul');
  });

  test('may be applied to rows under several axes', async () => {
    const b = new GraphBuilder();
    const [x, kernel] = [b.input('x', 'f32', [2, 5, 4]), b.input('kernel', 'f32', [4, 3])];
    const graph = b.build({ outputs: { y: b.add(b.matMul(x, kernel), b.input('bias', 'f32', [3])) } });
    expect(await kernelsOf(graph, { ...values, x: f32([2, 5, 4]) })).toEqual(['_FusedMatMul']);
  });

  test('keeps NaN and infinities', async () => {
    const b = new GraphBuilder();
    const graph = b.build({ outputs: { y: b.maximum(layer(b).sum, 0) } });
    const x = f32([6, 4], (i) => (i === 1 ? NaN : i === 9 ? Infinity : i));
    expect(await kernelsOf(graph, { ...values, x })).toContain('_FusedMatMul');
  });

  test('has the gradients of its nodes', async () => {
    const b = new GraphBuilder();
    const { x, kernel, bias, sum } = layer(b);
    const loss = b.reduceSum(b.mul(b.maximum(sum, 0), b.input('weights', 'f32', [6, 3])));
    const [dx, dk, db] = gradients(b, loss, [x, kernel, bias]) as [Ref, Ref, Ref];
    const graph = b.build({ outputs: { loss, dx, dk, db } });
    expect(await kernelsOf(graph, { ...values, weights: f32([6, 3], Math.cos) })).toContain('_FusedMatMul');
  });

  test('stays apart where the product is read elsewhere, or the addend is no row', async () => {
    const b = new GraphBuilder();
    const [x, kernel] = [b.input('x', 'f32', [6, 4]), b.input('kernel', 'f32', [4, 3])];
    const product = b.matMul(x, kernel);
    const read = b.build({ outputs: { product, y: b.add(product, b.input('bias', 'f32', [3])) } });
    expect(await kernelsOf(read, values)).toEqual(['BatchMatMul', 'Add']);
    const c = new GraphBuilder();
    const rows = c.matMul(c.input('x', 'f32', [6, 4]), c.input('kernel', 'f32', [4, 3]));
    const column = c.build({ outputs: { y: c.add(rows, c.input('bias', 'f32', [6, 1])) } });
    expect(await kernelsOf(column, { ...values, bias: f32([6, 1]) })).toEqual(['BatchMatMul', 'Add']);
  });
});

describe('a product and its bias stay apart on wasm', () => {
  const { bias } = values;
  const sum = (b: GraphBuilder, x: number[], kernel: number[], row: number[], transposeB = false): Ref =>
    b.add(
      b.matMul(b.input('x', 'f32', x), b.input('kernel', 'f32', kernel), { transposeB }),
      b.input('bias', 'f32', row),
    );

  test.each<[string, number[], number[], number[], boolean]>([
    ['where one number is added to all', [6, 4], [4, 3], [1], false],
    ['where the bias makes more columns of one', [6, 4], [4, 1], [3], false],
    ['where the right operand is transposed', [6, 4], [3, 4], [3], true],
    ['where the product is turned round', [2, 96], [96, 64], [64], false],
    ['where there are kernels for each of a stack', [2, 6, 4], [2, 4, 3], [3], false],
    ['where there are no rows', [0, 4], [4, 3], [3], false],
    ['where there are no columns', [6, 4], [4, 0], [0], false],
    ['where there is nothing to sum', [6, 0], [0, 3], [3], false],
  ])('%s', async (_, x, kernel, row, transposeB) => {
    const b = new GraphBuilder();
    const graph = b.build({ outputs: { y: sum(b, x, kernel, row, transposeB) } });
    const inputs = { x: f32(x), kernel: f32(kernel, Math.cos), bias: f32(row, (i) => bias.data[i % 3]!) };
    expect(await kernelsOf(graph, inputs)).not.toContain('_FusedMatMul');
  });
});

describe('a product on wasm', () => {
  test('of few rows and a large matrix is computed with the small operand on the right', async () => {
    const b = new GraphBuilder();
    const [x, kernel] = [b.input('x', 'f32', [2, 96]), b.input('kernel', 'f32', [96, 64])];
    const graph = b.build({ outputs: { y: b.matMul(x, kernel) } });
    expect(await kernelsOf(graph, { x: f32([2, 96]), kernel: f32([96, 64], Math.cos) })).toEqual([
      'Transpose',
      'Transpose',
      'BatchMatMul',
      'Transpose',
    ]);
  });

  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('with flags %s and %s never calls the kernel with a flag', async (transposeA, transposeB) => {
    const shape = (rows: number, columns: number, turned: boolean): [number, number] =>
      turned ? [columns, rows] : [rows, columns];
    for (const [m, k, n] of [
      [3, 40, 50],
      [50, 40, 3],
      [7, 7, 7],
    ] as const) {
      const [left, right] = [shape(m, k, transposeA), shape(k, n, transposeB)];
      const b = new GraphBuilder();
      const y = b.matMul(b.input('a', 'f32', left), b.input('b', 'f32', right), { transposeA, transposeB });
      const names = await kernelsOf(b.build({ outputs: { y } }), { a: f32([...left]), b: f32([...right], Math.cos) });
      expect(names.filter((name) => name !== 'Transpose')).toEqual(['BatchMatMul']);
    }
  });
});

describe('labels compared with classes', () => {
  const oneHot = (): Graph => {
    const b = new GraphBuilder();
    const labels = b.reshape(b.input('labels', 'i32', [6]), [6, 1]);
    return b.build({ outputs: { y: b.equal(labels, b.constant(Int32Array.of(0, 1, 2, 3), [4])) } });
  };

  test('are the kernel for it, also for labels that are no class', async () => {
    const names = await kernelsOf(oneHot(), { labels: i32([6], 3, 0, -1, 4, 2, 2147483647) });
    expect(names).toEqual(['OneHot', 'Cast']);
  });

  test('in another order are compared', async () => {
    const b = new GraphBuilder();
    const labels = b.input('labels', 'i32', [3, 1]);
    const graph = b.build({ outputs: { y: b.equal(labels, b.constant(Int32Array.of(0, 2, 1), [3])) } });
    expect(await kernelsOf(graph, { labels: i32([3, 1], 2, 1, 0) })).not.toContain('OneHot');
  });
});
