import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';
import { predictionGraph, trainingGraph } from '../../test/training-step.ts';
import { assignSides, type Side } from './assign-side.ts';

/** The ops on one side. */
function opsOn(side: Side, graph: Graph, sides: readonly Side[]): string[] {
  return graph.nodes.flatMap(({ op }, id) => (sides[id] === side ? [op] : []));
}

it('the session never waits for what comes after it, nor the first piece for the session', () => {
  const graph = trainingGraph();
  for (const noise of ['host', 'graph'] as const) {
    const { of } = assignSides(graph, noise);
    const order: Record<Side, number> = { given: 0, unused: 0, constant: 0, before: 1, session: 2, after: 3 };
    graph.nodes.forEach(({ inputs }, id) => {
      for (const input of inputs) expect(order[of[input]!]).toBeLessThanOrEqual(order[of[id]!]);
    });
  }
});

it('products are the session’s, updates and noise the host’s', () => {
  const graph = trainingGraph();
  const { of } = assignSides(graph, 'host');
  expect(opsOn('session', graph, of).filter((op) => op === 'matMul')).toHaveLength(5);
  expect(opsOn('before', graph, of)).toEqual(expect.arrayContaining(['uniform', 'less']));
  for (const { next } of graph.state) expect(of[next!]).toBe('after');
  expect(of[graph.commit!]).toBe('after');
});

it('noise that is to be drawn in the graph stays with the session', () => {
  const graph = trainingGraph();
  const { of } = assignSides(graph, 'graph');
  expect(opsOn('session', graph, of)).toEqual(expect.arrayContaining(['uniform', 'less']));
  expect(opsOn('before', graph, of)).not.toContain('uniform');
});

it('a prediction is not cut, and without products only noise is the host’s', () => {
  const predict = predictionGraph();
  expect(new Set(assignSides(predict, 'host').of)).toEqual(new Set(['given', 'constant', 'session']));
  const b = new GraphBuilder();
  const mask = b.less(b.uniform(b.add(b.input('key', 'i32', [2]), 1), [4, 4]), 0.5);
  const masks = b.build({ outputs: { mask } });
  const { of } = assignSides(masks, 'host');
  expect(opsOn('before', masks, of)).toEqual(['add', 'uniform']);
  expect(opsOn('session', masks, of)).toEqual(['less']);
});

it('a metric over a large value stays where the value is; over a small one it goes to the host', () => {
  const metric = (size: number): Side => {
    const b = new GraphBuilder();
    const [x, w] = [b.input('x', 'f32', [size, 4]), b.input('w', 'f32', [4, 64])];
    const largest = b.reduceMax(b.abs(b.matMul(x, w)), [0, 1]);
    const graph = b.build({ outputs: { largest }, state: [{ name: 'w', node: w, next: b.mul(w, 2) }] });
    return assignSides(graph, 'host').of[graph.outputs[0]!.node]!;
  };
  expect(metric(16)).toBe('after');
  expect(metric(1024)).toBe('session');
});
