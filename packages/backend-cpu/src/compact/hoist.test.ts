import { check, GraphBuilder, type TensorData } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { expect, it } from 'vitest';
import { hoist } from './hoist.ts';

it('moves nodes and all that they depend on to the start, and computes the same', () => {
  const b = new GraphBuilder();
  const s = b.input('s', 'f32', [3]);
  const y = b.mul(b.exp(b.input('x', 'f32', [3])), s);
  const flags = b.less(b.neg(b.input('z', 'f32', [3])), 0.5);
  const next = b.select(flags, y, s);
  const graph = b.build({
    outputs: { y, flags },
    state: [{ name: 's', node: s, next }],
    commit: b.less(b.reduceSum(y), 100),
  });
  const moved = hoist(graph, [flags.id]);
  check(moved.graph);
  expect(moved.graph.nodes.slice(0, 4).map((n) => n.op)).toEqual(['input', 'neg', 'constant', 'less']);
  expect(moved.renumbered[flags.id]).toBe(3);
  const value = (...data: number[]): TensorData => ({ dtype: 'f32', shape: [3], data: Float32Array.from(data) });
  const inputs = { x: value(0, 1, 2), z: value(1, -1, 0) };
  const state = { s: value(3, 4, 5) };
  expect(interpret(moved.graph, inputs, state)).toEqual(interpret(graph, inputs, state));
});
