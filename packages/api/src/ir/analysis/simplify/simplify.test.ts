/** Simplified programs mean the same, are smaller, and are at rest. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../../builder.ts';
import { check } from '../../check.ts';
import { gradients } from '../../grad.ts';
import type { Graph } from '../../graph.ts';
import { interpret, type Value } from '../../interpret/index.ts';
import { simplify } from './simplify.ts';
import { sizeOf } from '../../shape.ts';
import { fillBits, key } from '../../random/threefry.ts';

/** Values full of traps: zeros of both signs, infinities, NaN, and ordinary numbers. */
const traps = [0, -0, 1, -1, 0.5, -2.75, 3, Infinity, -Infinity, NaN, 1e-40, 100];

function inputsOf(graph: Graph, seed: number, wild: boolean): Record<string, Value> {
  return Object.fromEntries(
    graph.inputs.map(({ name, node }, i) => {
      const { dtype, shape } = graph.nodes[node]!;
      const bits = new Uint32Array(sizeOf(shape));
      fillBits(key(seed * 31 + i), bits);
      const number = (w: number): number => (wild ? traps[w % traps.length]! : (w / 2 ** 32) * 4 - 2);
      const data =
        dtype === 'f32'
          ? Float64Array.from(bits, number)
          : dtype === 'i32'
            ? Int32Array.from(bits, (w) => (w % 7) - 3)
            : Uint8Array.from(bits, (w) => w % 2);
      return [name, { dtype, shape, data }];
    }),
  );
}

/** Simplifies, and checks every law that any simplification must obey. */
function obeys(graph: Graph, { wild = true } = {}): Graph {
  const small = simplify(graph);
  check(small);
  expect(small.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
  expect(simplify(small)).toEqual(small);
  for (let seed = 0; seed < 4; seed++) {
    const inputs = inputsOf(graph, seed, wild);
    const [before, after] = [interpret(graph, inputs), interpret(small, inputs)];
    expect(after).toEqual(before);
  }
  return small;
}

const constantAt = (graph: Graph, id: number): unknown => {
  const node = graph.nodes[id]!;
  return node.op === 'constant' ? node.attrs.value : node.op;
};

const opsOf = (graph: Graph): string => graph.nodes.map((n) => n.op).join(' ');

function program(write: (b: GraphBuilder, x: Ref, y: Ref) => Ref): Graph {
  const b = new GraphBuilder();
  return b.build({ outputs: { out: write(b, b.input('x', 'f32', [3, 4]), b.input('y', 'f32', [4])) } });
}

describe('identities', () => {
  it.each<[string, (b: GraphBuilder, x: Ref, y: Ref) => Ref, string]>([
    ['x · 1', (b, x) => b.mul(x, 1), 'input'],
    ['1 · x', (b, x) => b.mul(b.constant(new Float32Array(4).fill(1)), x), 'input'],
    ['x · −1', (b, x) => b.mul(x, -1), 'input neg'],
    ['x / 1', (b, x) => b.div(x, 1), 'input'],
    ['x − 0', (b, x) => b.sub(x, 0), 'input'],
    ['x + −0', (b, x) => b.add(x, -0), 'input'],
    ['x ^ 1', (b, x) => b.pow(x, 1), 'input'],
    ['−−x', (b, x) => b.neg(b.neg(x)), 'input'],
    ['||x||', (b, x) => b.abs(b.abs(x)), 'input abs'],
    ['reshape of reshape', (b, x) => b.reshape(b.reshape(x, [2, 6]), [12]), 'input reshape'],
    ['reshape there and back', (b, x) => b.reshape(b.reshape(x, [12]), [3, 4]), 'input'],
    ['transpose twice', (b, x) => b.transpose(b.transpose(x, [1, 0]), [1, 0]), 'input'],
    [
      'transposes composed',
      (b, x) => b.transpose(b.transpose(b.reshape(x, [1, 3, 4]), [2, 0, 1]), [1, 0, 2]),
      'input reshape transpose',
    ],
    ['cast to the own dtype', (b, x) => b.node('cast', [x], { dtype: 'f32' }), 'input'],
    ['broadcast to the own shape', (b, x) => b.node('broadcastTo', [x], { shape: [3, 4] }), 'input'],
    ['broadcast of broadcast', (b, _, y) => b.broadcastTo(b.broadcastTo(y, [3, 4]), [2, 3, 4]), 'input broadcastTo'],
    ['select true', (b, x, y) => b.select(b.scalar(1, 'bool'), x, y), 'input'],
    ['select false', (b, x, y) => b.select(b.scalar(0, 'bool'), x, y), 'input broadcastTo'],
    ['select of the same', (b, x) => b.select(b.greater(x, 0), x, x), 'input'],
    ['whole slice', (b, x) => b.slice(x, [0, 0], [3, 4]), 'input'],
    ['no padding', (b, x) => b.pad(x, [0, 0], [0, 0]), 'input'],
    ['concat of one', (b, x) => b.concat([x], 1), 'input'],
    ['max over no axis', (b, x) => b.reduceMax(x, []), 'input'],
    ['operand broadcast for nothing', (b, x, y) => b.add(x, b.broadcastTo(y, [3, 4])), 'input input add'],
    [
      'constant full of one number',
      (b, x) => b.mul(x, b.constant(new Float32Array(12).fill(3), [3, 4])),
      'input constant mul',
    ],
  ])('%s', (_, write, left) => expect(opsOf(obeys(program(write)))).toBe(left));

  it.each<[string, (b: GraphBuilder, x: Ref, y: Ref) => Ref]>([
    ['x + 0 (−0 would become 0)', (b, x) => b.add(x, 0)],
    ['0 − x (is −x but for the sign of 0)', (b, x) => b.sub(0, x)],
    ['x · 0 (NaN and ∞)', (b, x) => b.mul(x, 0)],
    ['x − x', (b, x) => b.sub(x, x)],
    ['x / x', (b, x) => b.div(x, x)],
    [
      'a neutral operand that makes the result larger',
      (b, _, y) => b.mul(y, b.constant(new Float32Array(8).fill(1), [2, 4])),
    ],
    [
      'a broadcast that gives the result its shape',
      (b, x, y) => b.add(b.broadcastTo(y, [3, 4]), b.broadcastTo(b.reshape(b.slice(x, [0, 0], [1, 4]), [4]), [3, 4])),
    ],
    ['exp of a constant', (b, x) => b.add(x, b.exp(b.scalar(1)))],
    ['stopGradient', (b, x) => b.stopGradient(x)],
  ])('leaves alone %s', (_, write) => {
    const graph = program(write);
    expect(obeys(graph).nodes.length).toBeGreaterThanOrEqual(graph.nodes.filter((n) => n.op !== 'input').length);
  });
});

describe('simplify', () => {
  it('drops dead code and unread inputs, and keeps state', () => {
    const b = new GraphBuilder();
    const [x, unread] = [b.input('x', 'f32', [2]), b.input('unread', 'f32', [2])];
    const kept = b.input('kept', 'f32', []);
    b.exp(unread);
    const small = obeys(b.build({ outputs: { y: b.sin(x) }, state: [{ name: 'kept', node: kept, next: null }] }));
    expect(small.inputs.map((i) => i.name)).toEqual(['x']);
    expect(small.state.map((s) => s.name)).toEqual(['kept']);
    expect(opsOf(small)).toBe('input input sin');
  });

  it('merges equal nodes and constants, never inputs, and −0 with nothing but −0', () => {
    const b = new GraphBuilder();
    const [x, y] = [b.input('x', 'f32', [2]), b.input('y', 'f32', [2])];
    const twice = b.add(b.mul(b.exp(x), 2), b.mul(b.exp(x), 2));
    const zeros = b.add(b.div(y, 0), b.div(y, -0));
    const small = obeys(b.build({ outputs: { twice, zeros } }));
    expect(opsOf(small)).toBe('input input exp constant mul add constant div constant div add');
  });

  it('keeps a site on every node that had one, the first writer’s where nodes merge', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    b.site = 'net/a';
    const first = b.exp(x);
    b.site = 'net/b';
    const small = simplify(b.build({ outputs: { y: b.add(first, b.exp(x)) } }));
    expect(small.nodes.map((n) => n.site)).toEqual([undefined, 'net/a', 'net/b']);
  });

  it('folds constants as f32 arithmetic has them', () => {
    const b = new GraphBuilder();
    const third = b.div(1, 3);
    const y = b.mul(
      b.add(third, b.sqrt(b.scalar(2))),
      b.transpose(b.constant(Float32Array.of(1, 2, 3, 4), [2, 2]), [1, 0]),
    );
    const n = b.cast(b.mul(b.constant(Int32Array.of(2 ** 30, 3)), 4), 'f32');
    const graph = simplify(b.build({ outputs: { y, n } }));
    expect(opsOf(graph)).toBe('constant constant');
    const sum = Math.fround(Math.fround(1 / 3) + Math.fround(Math.SQRT2));
    expect(graph.nodes.map((node) => node.op === 'constant' && [...node.attrs.value])).toEqual([
      [sum, sum * 3, sum * 2, sum * 4].map(Math.fround),
      [0, 12],
    ]);
  });

  it('does not fold what would grow, or what engines compute differently', () => {
    const b = new GraphBuilder();
    const graph = b.build({
      outputs: {
        grown: b.broadcastTo(b.scalar(0), [64]),
        big: b.mul(b.constant(new Float32Array(2000).map((_, i) => i)), 2),
        unknown: b.sin(b.scalar(1)),
        empty: b.broadcastTo(b.scalar(1), [2, 0]),
      },
    });
    expect(opsOf(simplify(graph))).toBe('constant broadcastTo constant constant mul constant sin broadcastTo');
  });

  it('folds integers as integers, and a cast into the nearer end of what i32 holds', () => {
    const b = new GraphBuilder();
    const n = b.constant(Int32Array.of(2 ** 31 - 1, 46_341));
    const large = b.constant(Float32Array.of(2 ** 31 - 128, -(2 ** 31) + 128, 2 ** 31, -Infinity, NaN, -0.5));
    const graph = simplify(
      b.build({ outputs: { square: b.mul(n, n), more: b.add(n, 1), less: b.neg(n), cast: b.cast(large, 'i32') } }),
    );
    expect(Object.fromEntries(graph.outputs.map(({ name, node }) => [name, constantAt(graph, node)]))).toEqual({
      square: Int32Array.of(1, 46_341 ** 2 - 2 ** 32),
      more: Int32Array.of(-(2 ** 31), 46_342),
      less: Int32Array.of(-(2 ** 31) + 1, -46_341),
      cast: Int32Array.of(2 ** 31 - 128, -(2 ** 31) + 128, 2 ** 31 - 1, -(2 ** 31), 0, 0),
    });
  });

  it('takes zeros of both signs for what they are: x − [0, −0] stays', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const graph = b.build({
      outputs: {
        stays: b.sub(x, b.constant(Float32Array.of(0, -0))),
        goes: b.sub(x, b.constant(Float32Array.of(0, 0))),
      },
    });
    expect(opsOf(obeys(graph))).toBe('input constant sub');
  });

  it('passes symbolic sizes through', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [-1, 3]);
    const graph = b.build({ outputs: { y: b.add(b.mul(x, 1), b.broadcastTo(b.scalar(2), [-1, 3])) } });
    expect(opsOf(simplify(graph))).toBe('input constant add');
  });

  it('drops stopGradient only where it is told that no gradient follows', () => {
    const graph = program((b, x) => b.mul(b.stopGradient(x), b.stopGradient(b.stopGradient(x))));
    expect(opsOf(simplify(graph))).toBe('input stopGradient mul');
    expect(opsOf(simplify(graph, { final: true }))).toBe('input mul');
  });

  it('keeps the meaning of a whole training step', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [3, 4]);
    const w = b.input('w', 'f32', [4, 5]);
    const k = b.input('key', 'i32', [2]);
    const hidden = b.mul(b.maximum(b.matMul(x, w), 0), b.div(b.cast(b.less(b.uniform(k, [3, 5]), 0.5), 'f32'), 0.5));
    const loss = b.div(b.reduceSum(b.mul(hidden, hidden)), 15);
    const [g] = gradients(b, loss, [w]);
    const next = b.sub(w, b.mul(g!, 0.1));
    const graph = b.build({ outputs: { loss }, state: [{ name: 'w', node: w, next }], commit: b.isFinite(loss) });
    const small = simplify(graph);
    check(small);
    expect(small.nodes.length).toBeLessThan(graph.nodes.length);
    const inputs = inputsOf(graph, 1, false);
    const state = {
      w: { dtype: 'f32', shape: [4, 5], data: Float64Array.from({ length: 20 }, (_, i) => Math.sin(i)) },
    } as const;
    const [before, after] = [interpret(graph, inputs, state), interpret(small, inputs, state)];
    expect(after.outputs['loss']!.data[0]).toBeCloseTo(before.outputs['loss']!.data[0]!, 12);
    before.state['w']!.data.forEach((v, i) => expect(after.state['w']!.data[i]).toBeCloseTo(v, 6));
  });
});
