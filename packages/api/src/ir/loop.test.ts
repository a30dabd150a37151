/** Loops: what is cut out of the graph and what stays outside, and that analyses of graphs see into bodies, or past them, rightly. */
import { describe, expect, it } from 'vitest';
import { bind } from './analysis/bind.ts';
import { expandOps } from './analysis/expand-ops.ts';
import { loopsIn } from './analysis/loops.ts';
import { peakBytes } from './analysis/peak-bytes.ts';
import { simplify } from './analysis/simplify/simplify.ts';
import { GraphBuilder, type Ref } from './builder.ts';
import { check } from './check.ts';
import { gradients } from './grad.ts';
import type { Graph, NodeOf } from './graph.ts';
import { hash } from './hash.ts';
import { interpret, interpreter, type Value } from './interpret/index.ts';
import { kernels } from './interpret/kernels.ts';
import { kernelBackend } from './kernel-backend/kernel-backend.ts';
import type { Kernel } from './kernel-backend/kernel.ts';
import type { ScanAttrs } from './loop.ts';
import type { OpName } from './ops/index.ts';
import { print } from './print.ts';
import { BATCH, sizeOf, type Shape } from './shape.ts';
import type { WrittenLoop } from './write-loop.ts';

const value = (shape: Shape, salt: number): Value => ({
  dtype: 'f32',
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + i * 1.7 + salt)),
});

interface Net {
  readonly b: GraphBuilder;
  readonly x: Ref;
  readonly h: Ref;
  readonly w: Ref;
  readonly loop: WrittenLoop;
}

const shapes = { x: [4, 2, 3], h: [2, 3], w: [3, 3] } as const;
const values = { x: value(shapes.x, 0), h: value(shapes.h, 1), w: value(shapes.w, 2) };

/** h′ = tanh(h · 2w + x), and the sum of its squares. */
function net(batch = 2, b = new GraphBuilder()): Net {
  const [x, h, w] = [b.input('x', 'f32', [4, batch, 3]), b.input('h', 'f32', [batch, 3]), b.input('w', 'f32', [3, 3])];
  const loop = b.scan({
    init: [h],
    xs: [x],
    step: ([state], [now]) => {
      const next = b.tanh(b.add(b.matMul(state!, b.mul(w, 2)), b.mul(now!, 1)));
      return [next, b.reduceSum(b.mul(next, next), [1])];
    },
  });
  return { b, x, h, w, loop };
}

const scans = (graph: Graph): NodeOf<'scan'>[] =>
  graph.nodes.filter((node): node is NodeOf<'scan'> => node.op === 'scan');
const bodyOps = (graph: Graph): string =>
  scans(graph)[0]!
    .attrs.body.nodes.map(({ op }) => op)
    .join(' ');
const run = (graph: Graph): Record<string, number[]> =>
  Object.fromEntries(Object.entries(interpret(graph, values).outputs).map(([name, { data }]) => [name, [...data]]));

describe('a loop', () => {
  it('holds what changes; what does not is computed outside, once', () => {
    const { b, loop } = net();
    const graph = simplify(b.build({ outputs: { all: loop.all(0), last: loop.last(0) } }));
    expect(bodyOps(graph)).toBe('input input input matMul add tanh');
    expect(graph.nodes.map(({ op }) => op).join(' ')).toBe('input input input constant mul scan scan');
    check(graph);
  });

  it('is one loop whichever of its results are asked for', () => {
    const { b, loop } = net();
    const graph = simplify(b.build({ outputs: { all: loop.all(0), last: loop.last(0), sums: loop.all(1) } }));
    expect(loopsIn(graph)).toHaveLength(1);
    expect(new Set(scans(graph).map(({ attrs }) => attrs.body)).size).toBe(1);
  });

  it('is the same on paper, by kernels, and written out', async () => {
    const { b, x, loop } = net();
    const outputs = { all: loop.all(0), last: loop.last(0), sums: loop.all(1), x };
    const [graph, plain] = [simplify(b.build({ outputs })), b.build({ outputs })];
    const want = run(plain);
    expect(want['all']!.slice(-6)).toEqual(want['last']);
    expect(run(graph)).toEqual(want);
    const unrolled = expandOps(graph, (op) => op !== 'scan');
    expect(scans(unrolled)).toEqual([]);
    expect(unrolled.nodes.filter(({ op }) => op === 'matMul')).toHaveLength(4);
    expect(run(unrolled)).toEqual(want);
    const inputs = Object.entries(values).map(([name, v]) => [name, { ...v, data: Float32Array.from(v.data) }]);
    const executable = await interpreter().compile(graph);
    const got = await executable.run(Object.fromEntries(inputs));
    for (const [name, data] of Object.entries(want))
      data.forEach((v, i) => expect(got[name]!.data[i]).toBeCloseTo(v, 6));
  });

  it('leaves nothing behind on an engine, also where a step fails', async () => {
    const alive = new Set<Value>();
    let [calls, failAt] = [0, Infinity];
    const make = (made: Value): Value => (alive.add(made), made);
    const counted =
      (kernel: Kernel<Value, OpName>): Kernel<Value, OpName> =>
      (inputs, context) => {
        if (++calls === failAt) throw new Error('the engine failed');
        if (!inputs.every((x) => alive.has(x))) throw new Error('read after dispose');
        return make({ ...kernel(inputs, context) });
      };
    const backend = kernelBackend<Value>({
      name: 'counting',
      kernels: Object.fromEntries(Object.entries(kernels).map(([op, kernel]) => [op, counted(kernel as never)])),
      upload: ({ dtype, shape, data }) => make({ dtype, shape, data: Float64Array.from(data) }),
      download: ({ dtype, shape, data }) => ({ dtype, shape, data: Float32Array.from(data) }),
      dispose: (x) => {
        if (!alive.delete(x)) throw new Error('disposed twice');
      },
    });
    const { b, loop } = net();
    const outputs = { all: loop.all(0), last: loop.last(0), sums: loop.all(1), shifted: b.add(loop.all(0), 1) };
    const executable = await backend.compile(simplify(b.build({ outputs })));
    const inputs = Object.fromEntries(
      Object.entries(values).map(([name, v]) => [name, { ...v, data: Float32Array.from(v.data) }]),
    );
    const before = alive.size;
    calls = 0;
    await executable.run(inputs);
    expect(alive.size).toBe(before);
    const all = calls;
    expect(all).toBeGreaterThan(30);
    for (failAt = 1; failAt <= all; failAt++) {
      calls = 0;
      await expect(executable.run(inputs)).rejects.toThrow('the engine failed');
      expect(alive.size).toBe(before);
    }
    await executable.dispose();
    expect(alive.size).toBe(0);
  });

  it('can be of any batch, until it is bound', () => {
    const { b, loop } = net(BATCH);
    const graph = bind(simplify(b.build({ outputs: { all: loop.all(0), last: loop.last(0) } })), { [BATCH]: 2 });
    check(graph);
    expect(scans(graph)[0]!.attrs.body.nodes.every(({ shape }) => shape.every((n) => n > 0))).toBe(true);
    expect(loopsIn(graph)).toHaveLength(1);
    const other = net();
    const { loop: same } = other;
    expect(run(graph)).toEqual(run(other.b.build({ outputs: { all: same.all(0), last: same.last(0) } })));
  });

  it('is known by what it computes, not by where', () => {
    const [one, two, three] = ['here', 'there', 'here'].map((site, i) => {
      const b = new GraphBuilder();
      b.site = site;
      const { loop } = net(2, b);
      return b.build({ outputs: { y: i === 2 ? loop.all(0) : loop.last(0) } });
    });
    expect(hash(one!)).toBe(hash(two!));
    expect(hash(one!)).not.toBe(hash(three!));
    expect(print(one!).split('\n').at(-1)).toMatch(/^ {2}%\d+: f32\[2\] = reduceSum/);
  });

  it('takes the memory that a step takes, while it runs', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [5]);
    const { last } = b.scan({
      init: [b.scalar(0)],
      xs: [x],
      step: ([sum], [v]) => [b.add(sum!, b.reduceSum(b.broadcastTo(v!, [1000])))],
    });
    expect(peakBytes(b.build({ outputs: { y: last(0) } }))).toBeGreaterThan(4000);
  });
});

describe('simplify', () => {
  it('takes out of a loop what nobody wants of it', () => {
    const b = new GraphBuilder();
    const [x, unread, h] = [b.input('x', 'f32', [4]), b.input('unread', 'f32', [4]), b.input('h', 'f32', [])];
    const loop = b.scan({
      init: [h, b.scalar(1), b.scalar(2)],
      xs: [x, unread],
      // The second is carried for the first, the third for itself alone.
      step: ([p, q, r], [v, u]) => [b.add(p!, q!), b.mul(q!, v!), b.add(r!, u!), b.exp(r!), b.sin(p!)],
    });
    const graph = b.build({ outputs: { all: loop.all(4), last: loop.last(0) } });
    const lean = simplify(graph);
    const { body, steps, result } = scans(lean)[0]!.attrs;
    expect([body.state.length, body.outputs.length, steps, scans(lean)[0]!.inputs.length]).toEqual([2, 1, 1, 3]);
    expect(result).toBe(2);
    expect(lean.inputs.map(({ name }) => name)).toEqual(['x', 'h']);
    const inputs = { x: value([4], 0), unread: value([4], 1), h: value([], 2) };
    expect(interpret(lean, inputs).outputs).toEqual(interpret(graph, inputs).outputs);
  });

  it('gives what is carried for nothing as a result where its steps are wanted', () => {
    const b = new GraphBuilder();
    const loop = b.scan({ init: [b.scalar(0)], xs: [b.input('x', 'f32', [4])], step: (_, [v]) => [b.sin(v!)] });
    const graph = b.build({ outputs: { y: loop.all(0) } });
    const lean = simplify(graph);
    expect(scans(lean)[0]!.attrs.body.state).toEqual([]);
    const inputs = { x: value([4], 0) };
    expect(interpret(lean, inputs).outputs).toEqual(interpret(graph, inputs).outputs);
  });
});

describe('the gradient of a loop', () => {
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
});

describe('check', () => {
  const legal = (): Graph => {
    const { b, loop } = net();
    return b.build({ outputs: { y: loop.last(0) } });
  };
  const changed = (change: (attrs: ScanAttrs) => unknown): Graph => {
    const graph = legal();
    const nodes = graph.nodes.map((node) =>
      node.op === 'scan' ? Object.freeze({ ...node, attrs: Object.freeze(change(node.attrs)) }) : node,
    );
    return Object.freeze({ ...graph, nodes: Object.freeze(nodes) }) as Graph;
  };

  it.each<[string, (attrs: ScanAttrs) => unknown, RegExp]>([
    ['no body', (attrs) => ({ ...attrs, body: undefined }), /its body must be a graph/],
    ['a body of text', (attrs) => ({ ...attrs, body: 'x' }), /its body must be a graph/],
    ['a body that is not frozen', (attrs) => ({ ...attrs, body: { ...attrs.body } }), /in its body: .*frozen/],
    ['a result too many', (attrs) => ({ ...attrs, result: 1 }), /result must be a whole number from 0 to 0/],
    [
      'inputs in another order than their nodes',
      (attrs) => ({
        ...attrs,
        body: Object.freeze({ ...attrs.body, inputs: Object.freeze([...attrs.body.inputs].reverse()) }),
      }),
      /inputs of the body must be in the order of their nodes/,
    ],
    ['half a step', (attrs) => ({ ...attrs, length: 0.5 }), /number of steps must be a whole number from 1 up/],
    ['other steps than are read', (attrs) => ({ ...attrs, length: 3 }), /the operand for read0 must be f32\[3, 2, 3\]/],
    ['more read than there are', (attrs) => ({ ...attrs, steps: 9 }), /steps must be a whole number from 0 to 2/],
  ])('refuses a loop with %s', (_, change, message) => {
    check(legal());
    expect(() => check(changed(change))).toThrow(message);
  });

  it('refuses loops nested without end', () => {
    let graph = legal();
    const deep = (): Graph => {
      const outer = changed((attrs) => attrs);
      const nodes = outer.nodes.map((node) =>
        node.op === 'scan' ? Object.freeze({ ...node, attrs: Object.freeze({ ...node.attrs, body: graph }) }) : node,
      );
      return Object.freeze({ ...outer, nodes: Object.freeze(nodes) }) as Graph;
    };
    for (let i = 0; i < 40; i++) graph = deep();
    expect(() => check(graph)).toThrow(/loops must not be nested deeper than 16/);
  });
});

describe('the gradient of a loop', () => {
  /** Products in the bodies of all loops of a graph. */
  const products = (graph: Graph): number =>
    loopsIn(graph)
      .map(([id]) => (graph.nodes[id!] as NodeOf<'scan'>).attrs.body)
      .reduce((sum, { nodes }) => sum + nodes.filter(({ op }) => op === 'matMul').length, 0);
  const gradientOf = (forward: Graph): Graph => {
    const b = GraphBuilder.from(forward);
    const [loss, x, w] = [forward.outputs[0]!, ...forward.inputs.filter(({ name }) => name !== 'h')];
    const found = gradients(b, b.ref(loss!.node), [b.ref(x!.node), b.ref(w!.node)]);
    return b.build({ outputs: { x: found[0]!, w: found[1]! } });
  };

  it('does no product of the body again, also where the loop was simplified before', () => {
    const { b, loop } = net();
    const forward = b.build({ outputs: { y: b.reduceSum(loop.last(0)) } });
    const [plain, lean] = [forward, simplify(forward)].map((graph) => gradientOf(graph));
    // One forwards, and one for the gradient of what is carried.
    for (const graph of [plain!, lean!]) expect(products(simplify(graph, { final: true }))).toBe(2);
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
