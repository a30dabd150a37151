import { GraphBuilder, gradients, print, simplify, type Graph } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { expect, it } from 'vitest';
import { f32 } from '../../test/training-step.ts';
import type { Noise } from './assign-side.ts';
import { maskFactors } from './mask-factors.ts';

/** A dropped hidden layer and the gradient through it; `dropped` is what stands where the mask does not keep. */
function masked(dropped: number): Graph {
  const b = new GraphBuilder();
  const [x, w, v] = [b.input('x', 'f32', [4, 3]), b.input('w', 'f32', [3, 5]), b.input('v', 'f32', [5, 2])];
  const mask = b.less(b.uniform(b.input('key', 'i32', [2]), [4, 5]), 0.75);
  const hidden = b.select(mask, b.mul(b.matMul(x, w), 4 / 3), dropped);
  const loss = b.reduceSum(b.tanh(b.matMul(hidden, v)));
  const [dw, dv] = gradients(b, loss, [w, v]);
  return simplify(b.build({ outputs: { loss, dw: dw!, dv: dv! } }), { final: true });
}

/** What is left of the graph when its masks are factors. */
const factored = (graph: Graph, noise: Noise = 'host'): Graph => simplify(maskFactors(graph, noise), { final: true });

it('choosing and scaling by a mask becomes one product, forward and backward', () => {
  const before = masked(0);
  const after = factored(before);
  const count = (graph: Graph, op: string): number => graph.nodes.filter((node) => node.op === op).length;
  expect([count(before, 'select'), count(after, 'select')]).toEqual([2, 1]);
  expect(count(after, 'mul')).toBeLessThanOrEqual(count(before, 'mul'));
  const factor = after.nodes.find(({ op }) => op === 'select')!;
  expect(factor.inputs.slice(1).map((id) => after.nodes[id]!.op)).toEqual(['constant', 'constant']);
});

it('and nothing that is finite changes', () => {
  const graph = masked(0);
  const inputs = {
    x: f32([4, 3], (i) => Math.sin(i * i)),
    w: f32([3, 5], Math.cos),
    v: f32([5, 2], Math.sin),
    key: { dtype: 'i32', shape: [2], data: Int32Array.of(3, 4) },
  } as const;
  const [want, got] = [graph, factored(graph)].map((g) => interpret(g, inputs).outputs);
  for (const [name, { data }] of Object.entries(want!))
    data.forEach((value, i) => expect(got![name]!.data[i]!).toBeCloseTo(value, 12));
});

it('other values than 0, and masks that the host does not draw, are left alone', () => {
  const { nodes } = factored(masked(0.5));
  const selects = nodes.filter(({ op }) => op === 'select').map(({ inputs }) => nodes[inputs[2]!]!);
  expect(selects.map((other) => other.op === 'constant' && other.attrs.value[0])).toEqual([0.5, 0]);
  expect(print(maskFactors(masked(0), 'graph'))).toBe(print(masked(0)));
});
