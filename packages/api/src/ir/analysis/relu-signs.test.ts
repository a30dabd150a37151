import { expect, it } from 'vitest';
import { GraphBuilder } from '../builder.ts';
import type { Graph } from '../graph.ts';
import { interpret } from '../interpret/index.ts';
import { print } from '../print.ts';
import { reluSigns } from './relu-signs.ts';

function signs(bound: number): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [6]);
  return b.build({ outputs: { relu: b.maximum(x, bound), on: b.greater(x, bound) } });
}

it('the sign is read off the ReLU, and is the same for every number', () => {
  const graph = reluSigns(signs(0));
  const on = graph.nodes[graph.outputs[1]!.node]!;
  expect(graph.nodes[on.inputs[0]!]!.op).toBe('maximum');
  const x = { dtype: 'f32', shape: [6], data: Float32Array.of(-1, 2, 0, -0, NaN, Infinity) } as const;
  expect([...interpret(graph, { x }).outputs['on']!.data]).toEqual([0, 1, 0, 0, 0, 1]);
});

it('other bounds are left alone', () => {
  expect(print(reluSigns(signs(1)))).toBe(print(signs(1)));
});
