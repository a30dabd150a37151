/** The gradient of a loop: another loop, from the end, with nothing in it that the loop forwards has kept. */
import { describe, expect, it } from 'vitest';
import { loopsIn } from './analysis/loops.ts';
import { simplify } from './analysis/simplify/simplify.ts';
import { GraphBuilder } from './builder.ts';
import { check } from './check.ts';
import { gradients } from './grad.ts';
import type { Graph, NodeOf } from './graph.ts';
import type { OpName } from './ops/index.ts';
import { interpret } from './interpret/index.ts';
import { net, scans, values } from '../../test/loop-net.ts';

describe('the gradient of a loop', () => {
  /** How often an op stands in the bodies of all loops of a graph. */
  const count = (graph: Graph, op: OpName): number =>
    loopsIn(graph)
      .map(([id]) => (graph.nodes[id!] as NodeOf<'scan'>).attrs.body)
      .reduce((sum, { nodes }) => sum + nodes.filter((node) => node.op === op).length, 0);
  const gradientOf = (forward: Graph): Graph => {
    const b = GraphBuilder.from(forward);
    const [loss, x, w] = [forward.outputs[0]!, ...forward.inputs.filter(({ name }) => name !== 'h')];
    const found = gradients(b, b.ref(loss!.node), [b.ref(x!.node), b.ref(w!.node)]);
    return b.build({ outputs: { x: found[0]!, w: found[1]! } });
  };

  it('can be differentiated again: it agrees with differences of the first', () => {
    const { b, x, h, w, loop } = net();
    const all = [x, h, w];
    const loss = b.add(b.reduceSum(b.mul(loop.all(1), loop.all(1))), b.reduceSum(loop.last(0)));
    const first = gradients(b, loss, all);
    const weighted = first.map((g) => b.reduceSum(b.mul(g, b.cos(b.cast(b.iota(g.shape, 0), 'f32')))));
    const sum = weighted.reduce((p, q) => b.add(p, q));
    const second = gradients(b, sum, all);
    const graph = simplify(b.build({ outputs: { sum, g0: second[0]!, g1: second[1]!, g2: second[2]! } }));
    check(graph);
    const found = interpret(graph, values).outputs;
    for (const [i, data] of [values.x.data, values.h.data, values.w.data].entries())
      for (let k = 0; k < data.length; k++) {
        const [at, step] = [data[k]!, 1e-3];
        const sumAt = (v: number): number => {
          data[k] = v;
          return interpret(graph, values).outputs['sum']!.data[0]!;
        };
        const between = (n: number): number => sumAt(at + n * step) - sumAt(at - n * step);
        const slope = (8 * between(1) - between(2)) / (12 * step);
        data[k] = at;
        expect(Math.abs(found[`g${i}`]!.data[k]! - slope) / (1 + Math.abs(slope))).toBeLessThan(1e-6);
      }
  });

  it('is one loop, of however many results of the loop it is', () => {
    const { b, x, h, w, loop } = net();
    const loss = b.add(b.reduceSum(loop.all(1)), b.add(b.reduceSum(loop.last(0)), b.reduceSum(b.sin(loop.all(0)))));
    const found = gradients(b, loss, [x, h, w]);
    const graph = simplify(b.build({ outputs: Object.fromEntries(found.map((g, i) => [`g${i}`, g])) }));
    expect(loopsIn(graph)).toHaveLength(2);
  });

  it('is one loop from the end, and leaves what is not wanted out of it', () => {
    const { b, w, loop } = net();
    const [g] = gradients(b, b.reduceSum(loop.last(0)), [w]);
    const graph = simplify(b.build({ outputs: { g: g! } }));
    expect(loopsIn(graph)).toHaveLength(2);
    const back = scans(graph).at(-1)!.attrs;
    expect([back.reverse, back.body.state.length, back.body.outputs.length]).toEqual([true, 1, 1]);
  });

  it('does no product and no elementary function of the body again, also where the loop was simplified before', () => {
    const { b, loop } = net();
    const forward = b.build({ outputs: { y: b.reduceSum(loop.last(0)) } });
    const [plain, lean] = [forward, simplify(forward)].map((graph) => gradientOf(graph));
    // One forwards, and one for the gradient of what is carried.
    for (const graph of [plain!, lean!]) {
      expect(count(simplify(graph, { final: true }), 'matMul')).toBe(2);
      expect(count(simplify(graph, { final: true }), 'tanh')).toBe(1);
    }
    const [want, got] = [interpret(plain!, values), interpret(simplify(lean!, { final: true }), values)];
    for (const name of ['x', 'w'])
      want.outputs[name]!.data.forEach((each, i) => expect(got.outputs[name]!.data[i]).toBeCloseTo(each, 12));
    // Nobody else pays for keeping them.
    const [body] = loopsIn(simplify(forward, { final: true })).map(
      ([id]) => (simplify(forward, { final: true }).nodes[id!] as NodeOf<'scan'>).attrs.body,
    );
    expect(body!.outputs).toEqual([]);
  });
});
