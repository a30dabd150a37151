/** What a kernel backend computes, and what it leaves out: constants once, fusions, and results that are read once. */
import { describe, expect, it } from 'vitest';
import { f32, numbers, toyBackend, type Toy } from '../../../test/toy-backend.ts';
import { GraphBuilder } from '../builder.ts';
import type { Graph } from '../graph.ts';
import { kernelBackend } from './kernel-backend.ts';
import type { Fusion } from './kernel.ts';
import { fillUniform } from '../random/threefry.ts';

/** A backend that writes down the ops it runs and counts what it brings in and reads. */
function recorded(fuse?: (graph: Graph) => Fusion<Toy>[]): {
  backend: ReturnType<typeof kernelBackend>;
  ran: string[];
} {
  const ran: string[] = [];
  const op =
    (name: string, of: (...x: number[]) => number) =>
    (inputs: readonly Toy[]): Toy => {
      ran.push(name);
      return { data: inputs[0]!.data.map((_, i) => of(...inputs.map((x) => x.data[i]!))), alive: true };
    };
  const backend = kernelBackend<Toy>({
    name: 'recorded',
    kernels: { neg: op('neg', (x) => -x), add: op('add', (x, y) => x + y), isFinite: op('isFinite', () => 1) },
    upload: ({ data }) => (ran.push('upload'), { data: data.slice(), alive: true }),
    download: ({ data }, { dtype, shape }) => (ran.push('download'), { dtype, shape, data: data.slice() }),
    ...(fuse === undefined ? {} : { fuse }),
  });
  return { backend, ran };
}

/** −(x + −c), where c is a constant. */
function sample(): Graph {
  const b = new GraphBuilder();
  const c = b.neg(b.constant(Float32Array.of(1, 2), [2]));
  return b.build({ outputs: { y: b.neg(b.add(b.input('x', 'f32', [2]), c)) } });
}

describe('a plan', () => {
  it('computes what depends on constants alone when the graph is compiled, and keeps only what is read', async () => {
    const { backend, ran } = recorded();
    const program = await backend.compile(sample());
    expect(ran.splice(0)).toEqual(['upload', 'neg']);
    for (let step = 0; step < 3; step++) {
      expect(numbers((await program.run({ x: f32(5, 7) })).y)).toEqual([-4, -5]);
      expect(ran.splice(0)).toEqual(['upload', 'add', 'neg', 'download']);
    }
    const toy = toyBackend();
    const counted = await toy.backend.compile(sample());
    expect(toy.alive()).toBe(1);
    await counted.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('leaves out what no end needs', async () => {
    const { backend, ran } = recorded();
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    b.add(b.neg(x), x);
    const unread = b.input('unread', 'f32', [2]);
    const program = await backend.compile(b.build({ outputs: { y: b.add(x, x) } }));
    await program.run({ x: f32(1, 2), unread: f32(1, 2) });
    expect([ran, unread.shape]).toEqual([['upload', 'add', 'download'], [2]]);
  });

  it('reads each result once, and hands each output an array of its own', async () => {
    const { backend, ran } = recorded();
    const b = new GraphBuilder();
    const y = b.neg(b.input('x', 'f32', []));
    const fine = b.isFinite(y);
    const graph = b.build({ outputs: { y, again: y, fine, one: b.scalar(1) }, commit: fine });
    const program = await backend.compile(graph);
    ran.length = 0;
    const out = await program.run({ x: { dtype: 'f32', shape: [], data: Float32Array.of(3) } });
    expect(ran).toEqual(['upload', 'neg', 'isFinite', 'download', 'download']);
    out['y']!.data[0] = 9;
    expect([numbers(out['again']), numbers(out['one'])]).toEqual([[-3], [1]]);
  });
});

describe('noise', () => {
  it('is drawn by the engine where it can, and else by the host; its key is not brought to the engine', async () => {
    const asked: [number[], number, readonly number[]][] = [];
    const uploaded: number[] = [];
    const backend = kernelBackend<Toy>({
      name: 'drawing',
      kernels: {},
      upload: ({ data }) => (uploaded.push(data.length), { data, alive: true }),
      download: ({ data }, { dtype, shape }) => ({ dtype, shape, data: data.slice() }),
      draw: (key, offset, shape) => {
        asked.push([[...Array.from(key)], offset, shape]);
        return shape[0] === 2 ? { data: Float32Array.of(0.25, 0.5), alive: true } : undefined;
      },
    });
    const b = new GraphBuilder();
    const [key, row] = [b.input('key', 'i32', [2]), b.input('row', 'i32', [])];
    const program = await backend.compile(
      b.build({ outputs: { near: b.uniform(key, [2], row), far: b.uniform(key, [3], row) } }),
    );
    const out = await program.run({
      key: { dtype: 'i32', shape: [2], data: Int32Array.of(-1, 7) },
      row: { dtype: 'i32', shape: [], data: Int32Array.of(4) },
    });
    expect(asked).toEqual([
      [[-1, 7], 4, [2]],
      [[-1, 7], 4, [3]],
    ]);
    const far = new Float32Array(3);
    fillUniform([0xffffffff, 7], far, 4);
    expect([numbers(out['near']), out['far']!.data, uploaded]).toEqual([[0.25, 0.5], far, [3]]);
  });
});

describe('a fusion', () => {
  it('computes a node from other nodes, and what it passes by is not computed', async () => {
    const compute = ([x, c]: readonly Toy[]): Toy => ({ data: x!.data.map((v, i) => c!.data[i]! - v), alive: true });
    const { backend, ran } = recorded((graph) => {
      const node = graph.outputs[0]!.node;
      const input = graph.nodes.findIndex(({ op }) => op === 'input');
      return [{ node, inputs: [input, 0], compute }];
    });
    const program = await backend.compile(sample());
    expect(numbers((await program.run({ x: f32(5, 7) })).y)).toEqual([-4, -5]);
    expect(ran).toEqual(['upload', 'upload', 'download']);
  });

  it('without a way of its own runs the kernel of the node on other inputs', async () => {
    const { backend, ran } = recorded((graph) => {
      const sum = graph.nodes.findIndex(({ op }) => op === 'add');
      return [{ node: sum, inputs: [graph.nodes[sum]!.inputs[0]!, 0] }];
    });
    const program = await backend.compile(sample());
    expect(numbers((await program.run({ x: f32(5, 7) })).y)).toEqual([-6, -9]);
    expect(ran).toEqual(['upload', 'upload', 'add', 'neg', 'download']);
  });

  it('must not read what comes later', async () => {
    const { backend } = recorded((graph) => [{ node: 1, inputs: [graph.nodes.length - 1] }]);
    await expect(backend.compile(sample())).rejects.toThrow('a fusion of node 1 reads nodes that come later');
  });
});
