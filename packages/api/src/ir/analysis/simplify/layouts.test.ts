/** Channels that go first and come back stay last, and what is computed is the same. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../../builder.ts';
import { interpret } from '../../interpret/index.ts';
import { simplify } from './simplify.ts';

const [FIRST, LAST] = [
  [0, 3, 1, 2],
  [0, 2, 3, 1],
];
const count = 2 * 3 * 4 * 5;
const values = (seed: number, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(i * seed + seed));

/** What is written between the two moves, and the ops of the simplified program, which must mean the same. */
function opsBetween(write: (b: GraphBuilder, x: Ref, y: Ref) => Ref): string {
  const b = new GraphBuilder();
  const [x, y] = ['x', 'y'].map((name) => b.input(name, 'f32', [2, 4, 5, 3]));
  const out = write(b, b.transpose(x!, FIRST), b.transpose(y!, FIRST));
  const graph = b.build({ outputs: { out: out.shape.length === 4 ? b.transpose(out, LAST) : out } });
  const small = simplify(graph);
  const operands = Object.fromEntries(
    graph.inputs.map(({ name }, i) => [
      name,
      { dtype: 'f32' as const, shape: [2, 4, 5, 3], data: values(i + 1, count) },
    ]),
  );
  const kept = Object.fromEntries(small.inputs.map(({ name }) => [name, operands[name]!]));
  expect(interpret(small, kept)).toEqual(interpret(graph, operands));
  expect(simplify(small)).toEqual(small);
  return small.nodes.map(({ op }) => op).join(' ');
}

describe('between two moves of channels', () => {
  it.each<[string, (b: GraphBuilder, x: Ref, y: Ref) => Ref, string]>([
    ['what is computed element by element', (b, x) => b.maximum(b.exp(x), 0.5), 'input exp constant maximum'],
    ['two values that meet', (b, x, y) => b.maximum(b.add(x, y), x), 'input input add maximum'],
    [
      'a number for each channel',
      (b, x) => b.mul(x, b.constant(Float32Array.of(1, 2, 3), [3, 1, 1])),
      'input constant mul',
    ],
    [
      'a number for each place',
      (b, x) => b.mul(x, b.constant(Float32Array.from(values(3, 20)), [1, 1, 4, 5])),
      'input constant mul',
    ],
    ['values side by side', (b, x, y) => b.concat([x, y], 1), 'input input concat'],
    ['ends', (b, x) => b.slice(b.pad(x, [0, 1, 0, 2], [0, 0, 1, 0], 7), [0, 0, 1, 2], [2, 4, 4, 5]), 'input pad slice'],
    ['a sum over the places', (b, x) => b.reduceSum(x, [2, 3]), 'input reduceSum'],
    ['a sum that keeps its axes', (b, x) => b.mul(x, b.reduceMax(x, [2, 3], true)), 'input reduceMax mul'],
    ['a sum over rows and places', (b, x) => b.reduceSum(x, [0, 2, 3]), 'input reduceSum'],
  ])('%s goes without them', (_, write, ops) => {
    expect(opsBetween(write)).toBe(ops);
  });

  it('a sum keeps its order', () => {
    expect(opsBetween((b, x) => b.reduceSum(x, [1, 2]))).toBe('input transpose reduceSum');
  });

  it('a value that never had channels last stays as it is', () => {
    const ops = opsBetween((b, x, y) => b.add(x, b.softmax(y)));
    expect(ops).toBe('input input transpose transpose softmax add transpose');
  });
});

it('makes a reshape of a move of axes with one element', () => {
  const b = new GraphBuilder();
  const y = b.transpose(b.input('x', 'f32', [-1, 4, 1, 5, 1]), [0, 2, 1, 4, 3]);
  const { nodes } = simplify(b.build({ outputs: { y } }));
  expect(nodes.map(({ op, shape }) => `${op} ${shape.join()}`)).toEqual(['input -1,4,1,5,1', 'reshape -1,1,4,1,5']);
});
