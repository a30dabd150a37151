import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { fusableIn } from '../fuse/fusable.ts';
import { scheduleOf, type Schedule, type ScheduledUnit } from './schedule.ts';

/** Each unit as its ops, and what leaves it. */
function show({ graph, units }: Schedule): string[] {
  const name = (id: number): string => graph.nodes[id]!.op;
  const epilogue = (u: ScheduledUnit): string => (u.epilogueOf === null ? '' : ' (epilogue)');
  return units.map(
    (u) => `${u.phase}: ${u.nodes.map(name).join(' ')} -> ${u.results.map(name).join(' ')}${epilogue(u)}`,
  );
}

/** One Adam update of a weight whose gradient is xᵀx. */
function adam(b: GraphBuilder): { w: Ref; m: Ref; v: Ref; next: [Ref, Ref, Ref]; gradient: Ref } {
  const [w, m, v] = ['w', 'm', 'v'].map((name) => b.input(name, 'f32', [8, 8])) as [Ref, Ref, Ref];
  const x = b.input('x', 'f32', [4, 8]);
  const gradient = b.matMul(x, x, { transposeA: true });
  const m1 = b.add(m, b.mul(b.sub(gradient, m), 0.1));
  const v1 = b.add(v, b.mul(b.sub(b.mul(gradient, gradient), v), 0.001));
  const w1 = b.sub(w, b.div(b.mul(m1, b.input('rate', 'f32', [])), b.add(b.sqrt(v1), 1e-7)));
  return { w, m, v, next: [w1, m1, v1], gradient };
}

describe('scheduleOf', () => {
  it('makes an Adam update one loop that writes over the old state', () => {
    const b = new GraphBuilder();
    const { w, m, v, next, gradient } = adam(b);
    const graph = b.build({
      outputs: { norm: b.reduceSum(gradient) },
      state: [w, m, v].map((node, i) => ({ name: String(i), node, next: next[i]! })),
    });
    const schedule = scheduleOf(graph, fusableIn(graph));
    expect(show(schedule)).toEqual([
      'result: matMul -> matMul',
      'result: reduceSum -> reduceSum',
      'update: sub mul add mul sub mul add mul sqrt add div sub -> add add sub',
    ]);
    expect([...schedule.stateUpdates.inPlace.values()].toSorted((a, b) => a - b)).toEqual([w.id, m.id, v.id]);
    expect(schedule.stateUpdates.copies).toEqual([]);
  });

  it('copies a next value that an output also shows, since the run may not commit', () => {
    const b = new GraphBuilder();
    const s = b.input('s', 'f32', [3]);
    const next = b.add(s, 1);
    const graph = b.build({ outputs: { next }, state: [{ name: 's', node: s, next }] });
    const { stateUpdates } = scheduleOf(graph, fusableIn(graph));
    expect(stateUpdates.inPlace.size).toBe(0);
    expect(stateUpdates.copies).toEqual([{ from: next.id, to: s.id }]);
  });

  it('sets aside state that other state becomes', () => {
    const b = new GraphBuilder();
    const [p, q] = [b.input('p', 'f32', [3]), b.input('q', 'f32', [3])];
    const graph = b.build({
      outputs: {},
      state: [
        { name: 'p', node: p, next: q },
        { name: 'q', node: q, next: p },
      ],
    });
    expect([...scheduleOf(graph, fusableIn(graph)).stateUpdates.saved]).toEqual([q.id, p.id]);
  });

  it('fuses bias, activation and mask after a product, and leaves out what nothing needs', () => {
    const b = new GraphBuilder();
    const x = b.matMul(b.input('x', 'f32', [4, 8]), b.input('w', 'f32', [8, 6]));
    b.exp(x);
    const h = b.maximum(b.add(x, b.input('bias', 'f32', [6])), 0);
    const keep = b.less(b.uniform(b.input('key', 'i32', [2]), [4, 6]), 0.5);
    const graph = b.build({ outputs: { y: b.select(keep, b.mul(h, 2), 0) } });
    expect(show(scheduleOf(graph, fusableIn(graph)))).toEqual([
      'result: uniform -> uniform',
      'result: matMul -> matMul',
      'result: add maximum less mul select -> select (epilogue)',
    ]);
  });

  it('never puts a node into a group that its operand depends on', () => {
    const b = new GraphBuilder();
    const x = b.exp(b.input('x', 'f32', [4, 4]));
    const y = b.add(b.matMul(x, x), x);
    const graph = b.build({ outputs: { y } });
    expect(show(scheduleOf(graph, fusableIn(graph)))).toEqual([
      'result: exp -> exp',
      'result: matMul -> matMul',
      'result: add -> add (epilogue)',
    ]);
  });
});
