/** Which nodes a value depends on, which depend on it, who reads it, and when it is computed. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../builder.ts';
import { endsOf } from './ends.ts';
import { phasesOf } from './phases.ts';
import { dependenciesOf, dependentsOf } from './reach.ts';
import { usersOf } from './users.ts';

/** loss = (w·x)², w becomes w − grad, under a verdict on the loss; `stray` is for nothing. */
function step() {
  const b = new GraphBuilder();
  const [x, w] = [b.input('x', 'f32', []), b.input('w', 'f32', [])];
  const product = b.mul(w, x);
  const loss = b.mul(product, product);
  const stray = b.sin(x);
  const gradient = b.mul(product, x);
  const next = b.sub(w, gradient);
  const verdict = b.isFinite(loss);
  const graph = b.build({ outputs: { loss }, state: [{ name: 'w', node: w, next }], commit: verdict });
  return { graph, x, w, product, loss, stray, gradient, next, verdict };
}

describe('a training step', () => {
  const { graph, x, w, product, loss, stray, gradient, next, verdict } = step();
  const ids = (...refs: { readonly id: number }[]): number[] => refs.map(({ id }) => id);

  it('ends in its outputs, its next state and its verdict', () =>
    expect([...endsOf(graph)]).toEqual(ids(loss, verdict, next)));

  it('knows the readers of each value, each once', () => {
    const users = usersOf(graph);
    expect(users[product.id]).toEqual(ids(loss, gradient));
    expect(users[x.id]).toEqual(ids(product, stray, gradient));
    expect(users[next.id]).toEqual([]);
  });

  it('knows what a value is made of, in order', () =>
    expect([...dependenciesOf(graph, [gradient.id, product.id])]).toEqual(ids(x, w, product, gradient)));

  it('looks no further than it is told to', () =>
    expect([...dependenciesOf(graph, [next.id], new Set(ids(gradient)))]).toEqual(ids(w, gradient, next)));

  it('knows where a value goes, in order', () => {
    expect([...dependentsOf(graph, [w.id])]).toEqual(ids(w, product, loss, gradient, next, verdict));
    expect([...dependentsOf(graph, [])]).toEqual([]);
  });

  it('computes results first, updates if it commits, and nothing that is for nothing', () => {
    const phases = phasesOf(graph);
    for (const { id } of [x, w, product, loss, verdict]) expect(phases[id]).toBe('result');
    for (const { id } of [gradient, next]) expect(phases[id]).toBe('update');
    expect(phases[stray.id]).toBeNull();
  });
});

it('an output that is the next state too is a result', () => {
  const b = new GraphBuilder();
  const s = b.input('s', 'f32', []);
  const y = b.exp(s);
  const graph = b.build({ outputs: { y }, state: [{ name: 's', node: s, next: y }] });
  expect([endsOf(graph).size, ...phasesOf(graph)]).toEqual([1, 'result', 'result']);
});
