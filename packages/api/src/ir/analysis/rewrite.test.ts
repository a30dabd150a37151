/** Graphs written anew. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../builder.ts';
import { check } from '../check.ts';
import { interpret } from '../interpret/index.ts';
import { print } from '../print.ts';
import { opNames, ops } from '../ops/index.ts';
import { expandOps } from './expand-ops.ts';
import { rewrite } from './rewrite.ts';

function program() {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [2, 3]);
  b.site = 'net/head';
  const y = b.tanh(b.softmax(x));
  b.site = 'update';
  const s = b.input('s', 'f32', [2]);
  const next = b.add(s, b.reduceMin(y, [1]));
  return b.build({
    outputs: { y, again: y },
    state: [{ name: 's', node: s, next }],
    commit: b.isFinite(b.sumTo(y, [])),
  });
}

describe('rewrite', () => {
  it('with a rule that changes nothing gives the same program', () => {
    const graph = program();
    const same = rewrite(graph, () => null);
    expect(print(same)).toBe(print(graph));
    check(same);
  });

  it('keeps the order of outputs, also where their names are numbers', () => {
    const graph = program();
    const outputs = ['7', 'y', '3'].map((name, i) => ({ name, node: i }));
    expect(rewrite({ ...graph, outputs }, () => null).outputs).toEqual(outputs);
  });

  it('puts other nodes in the place of some, under their site, and the ends follow', () => {
    const graph = program();
    const other = rewrite(graph, (id, b, at) => {
      const { op, inputs } = graph.nodes[id]!;
      return op === 'tanh' ? b.sub(b.mul(b.sigmoid(b.mul(at(inputs[0]!), 2)), 2), 1) : null;
    });
    check(other);
    const added = other.nodes.filter(({ op }) => op === 'sigmoid' || op === 'sub');
    expect(added.map(({ site }) => site)).toEqual(['net/head', 'net/head']);
    expect(other.outputs.map(({ node }) => other.nodes[node]!.op)).toEqual(['sub', 'sub']);
    expect(other.commit).not.toBe(graph.commit);
  });

  it('may leave out what nothing needs', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', []);
    b.sin(x);
    const y = b.exp(x);
    const graph = b.build({ outputs: { y } });
    expect(rewrite(graph, () => null, { only: new Set([x.id, y.id]) }).nodes.map(({ op }) => op)).toEqual([
      'input',
      'exp',
    ]);
  });

  it('refuses what has not the type of the node it stands for, where that matters', () => {
    const graph = program();
    const wrong = (): unknown =>
      rewrite(graph, (id, b, at) =>
        graph.nodes[id]!.op === 'tanh' ? b.less(at(graph.nodes[id]!.inputs[0]!), 0) : null,
      );
    expect(wrong).toThrow('reduceMin at update: the operand must be f32 or i32. Received bool.');
  });
});

describe('expandOps', () => {
  it('hands back a graph that has nothing to expand', () => {
    const graph = program();
    expect(expandOps(graph, () => true)).toBe(graph);
    expect(expandOps(graph, (op) => ops[op].expand !== null)).toBe(graph);
  });

  it('goes on until only what cannot be expanded is left, and means the same', () => {
    const graph = program();
    const small = expandOps(graph, () => false);
    check(small);
    expect(small.nodes.filter(({ op }) => ops[op].expand !== null)).toEqual([]);
    const inputs = { x: { dtype: 'f32', shape: [2, 3], data: Float64Array.of(1, 2, 3, -1, 0, 4) } } as const;
    const [want, got] = [graph, small].map((g) =>
      interpret(g, inputs, { s: { dtype: 'f32', shape: [2], data: Float64Array.of(1, 2) } }),
    );
    for (const [a, b] of [
      [want!.outputs['y']!, got!.outputs['y']!],
      [want!.state['s']!, got!.state['s']!],
    ] as const)
      a.data.forEach((v, i) => expect(b.data[i]).toBeCloseTo(v, 6));
  });

  it('leaves what is supported, and what cannot be expanded', () => {
    const small = expandOps(program(), (op) => op === 'softmax');
    const left = new Set(small.nodes.map(({ op }) => op));
    expect([left.has('softmax'), left.has('tanh'), left.has('exp')]).toEqual([true, false, true]);
    expect(opNames.filter((op) => left.has(op) && op !== 'softmax' && ops[op].expand !== null)).toEqual([]);
  });
});
