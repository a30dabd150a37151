import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';
import { cpu } from '../index.ts';
import { withSquareSums } from './square-sums.ts';

/** A sum over the squares of x, by the axes, or over what else is written; the squares go out, too. */
function sumOf(shape: readonly number[], axes?: readonly number[]): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', shape);
  const squares = b.mul(x, x);
  return b.build({ outputs: { sum: b.reduceSum(squares, axes), squares } });
}

const operands = (graph: Graph): number =>
  withSquareSums(graph).nodes.find(({ op }) => op === 'reduceSum')!.inputs.length;

it('takes the sum of all squares, of nothing else', () => {
  expect(operands(sumOf([3, 4]))).toBe(2);
  expect(operands(sumOf([3, 4], [1]))).toBe(1);
  expect(operands(sumOf([3, 1], [1]))).toBe(1);
  const b = new GraphBuilder();
  const [x, y, i] = [b.input('x', 'f32', [5]), b.input('y', 'f32', [5]), b.input('i', 'i32', [5])];
  expect(operands(b.build({ outputs: { a: b.reduceSum(b.mul(x, y)) } }))).toBe(1);
  expect(operands(b.build({ outputs: { a: b.reduceSum(b.add(x, x)) } }))).toBe(1);
  expect(operands(b.build({ outputs: { a: b.reduceSum(b.mul(i, i)) } }))).toBe(1);
});

it.each([[[7]], [[300, 301]]])('gives the sum and the squares of %j', async (shape) => {
  const n = shape.reduce((size, d) => size * d, 1);
  const data = Float32Array.from({ length: n }, (_, i) => ((i * 37) % 101) / 64 - 0.7);
  const sums: number[] = [];
  for (const simd of [false, true]) {
    const executable = await cpu({ simd }).compile(sumOf(shape));
    const { sum, squares } = await executable.run({ x: { dtype: 'f32', shape, data } });
    expect(squares!.data).toEqual(data.map((x) => x * x));
    sums.push(sum!.data[0]!);
    await executable.dispose();
  }
  const exact = data.reduce((total, x) => total + Math.fround(x * x), 0);
  for (const sum of sums) expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-5);
});
