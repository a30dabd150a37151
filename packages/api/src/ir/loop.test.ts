/** Loops: what is cut out of the graph and what stays outside, and that analyses of graphs see into bodies, or past them, rightly. */
import { describe, expect, it } from 'vitest';
import { bind } from './analysis/bind.ts';
import { expandOps } from './analysis/expand-ops.ts';
import { loopsIn } from './analysis/loops.ts';
import { peakBytes } from './analysis/peak-bytes.ts';
import { simplify } from './analysis/simplify/simplify.ts';
import { GraphBuilder } from './builder.ts';
import { check } from './check.ts';
import type { Graph } from './graph.ts';
import { hash } from './hash.ts';
import { interpret, interpreter, type Value } from './interpret/index.ts';
import { kernels } from './interpret/kernels.ts';
import { kernelBackend } from './kernel-backend/kernel-backend.ts';
import type { Kernel } from './kernel-backend/kernel.ts';
import type { ScanAttrs } from './loop.ts';
import type { OpName } from './ops/index.ts';
import { print } from './print.ts';
import { BATCH } from './shape.ts';
import { net, scans, value, values } from '../../test/loop-net.ts';

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
