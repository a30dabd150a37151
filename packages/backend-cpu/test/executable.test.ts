/** What holds of a compiled graph beside its results: state, sharing, memory, errors. */
import { GraphBuilder, type Graph, type Ref, type TensorData } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import type { CpuExecutable } from '../src/executable.ts';
import { cpu, createBackend } from '../src/index.ts';
import { f32, numbers } from './op-cases/op-case.ts';

const scalar = (x: number): TensorData => ({ dtype: 'f32', shape: [], data: Float32Array.of(x) });

/** s ← s + x, unless x is negative. */
function counter(commit = true): Graph {
  const b = new GraphBuilder();
  const [s, x] = [b.input('s', 'f32', []), b.input('x', 'f32', [])];
  const state = [{ name: 's', node: s, next: b.add(s, x) }];
  return b.build({ outputs: { old: s, sum: b.add(s, x) }, state, commit: commit ? b.greaterEqual(x, 0) : null });
}

/** A deep chain of products and activations; all intermediates but two are dead at any moment. */
function tower(depth: number, width: number): Graph {
  const b = new GraphBuilder();
  let h = b.input('x', 'f32', [width, width]);
  const w = b.input('w', 'f32', [width, width]);
  for (let i = 0; i < depth; i++) h = b.tanh(b.matMul(h, w));
  return b.build({ outputs: { y: h } });
}

function arenaOf(executable: unknown): number {
  return (executable as CpuExecutable).arenaBytes;
}

describe.each([{ simd: false }, { simd: true, threads: 1 }])('an executable of cpu(%o)', (options) => {
  const backend = cpu(options);

  it('carries state, and leaves it alone when the run does not commit', async () => {
    const executable = await backend.compile(counter());
    expect((await executable.run({ x: scalar(2) }))['old']!.data[0]).toBe(0);
    await executable.run({ x: scalar(-5) });
    expect((await executable.readState('s')).data[0]).toBe(2);
    expect((await executable.run({ x: scalar(3) }))['old']!.data[0]).toBe(2);
    expect((await executable.readState('s')).data[0]).toBe(5);
    await executable.dispose();
  });

  it('leaves the state alone when a run fails half-way', async () => {
    const b = new GraphBuilder();
    const [s, offset] = [b.input('s', 'f32', [2]), b.input('offset', 'i32', [])];
    const noise = b.uniform(b.constant(Int32Array.of(1, 2)), [2], offset);
    const graph = b.build({ outputs: { noise }, state: [{ name: 's', node: s, next: b.add(s, noise) }] });
    const executable = await backend.compile(graph);
    const from = (row: number): TensorData => ({ dtype: 'i32', shape: [], data: Int32Array.of(row) });
    await executable.run({ offset: from(0) });
    const before = await executable.readState('s');
    await expect(executable.run({ offset: from(-1) })).rejects.toMatchObject({ code: 'CONFIG' });
    expect(await executable.readState('s')).toEqual(before);
    await executable.dispose();
  });

  it('runs in place as it runs on copies', async () => {
    const b = new GraphBuilder();
    const [s, x] = [b.input('s', 'f32', [3]), b.input('x', 'f32', [3])];
    const unused = b.input('unused', 'i32', [2]);
    const sum = b.add(s, x);
    const outputs = { sum, size: b.reduceSum(b.mul(sum, sum)) };
    const commit = b.greater(b.reduceSum(x), 0);
    const executable = await backend.compile(b.build({ outputs, state: [{ name: 's', node: s, next: sum }], commit }));
    expect(unused).toBeDefined();
    const places = executable.inPlace!()!;
    expect(places.inputs['unused']).toHaveLength(2);
    for (const [step, expected] of [1, 2].entries()) {
      places.inputs['x']!.fill(1);
      await places.run();
      expect([...places.outputs['sum']!]).toEqual(Array(3).fill(expected));
      expect([...places.state['s']!], `step ${step}`).toEqual(Array(3).fill(expected));
    }
    places.inputs['x']!.fill(-1);
    await places.run();
    expect(places.outputs['size']![0]).toBe(3);
    expect((await executable.readState('s')).data).toEqual(new Float32Array(3).fill(2));
    expect(executable.inPlace!()).toBe(places);
    await executable.dispose();
  });

  it('does not offer in place what a run would overwrite', async () => {
    const executable = await backend.compile(counter());
    expect(executable.inPlace!()).toBeNull();
    await executable.dispose();
  });

  it('shares state by name, and keeps it while one holder is left', async () => {
    const train = await backend.compile(counter(false));
    await train.run({ x: scalar(4) });
    const b = new GraphBuilder();
    const [s, big] = [b.input('weights', 'f32', []), b.input('big', 'f32', [300, 300])];
    const graph = b.build({ outputs: { y: b.mul(b.reduceSum(big), s) }, state: [{ name: 's', node: s, next: null }] });
    const predict = await backend.compile(graph, { shareState: train });
    const ones = f32([300, 300], new Float32Array(90000).fill(1));
    expect((await predict.run({ big: ones }))['y']!.data[0]).toBe(360000);
    // The second executable made the memory grow: the first must have found its views again.
    await train.run({ x: scalar(1) });
    expect((await predict.run({ big: ones }))['y']!.data[0]).toBe(450000);
    await train.dispose();
    await predict.writeState('s', scalar(2));
    expect((await predict.run({ big: ones }))['y']!.data[0]).toBe(180000);
    await predict.dispose();
  });

  it('refuses every call once it is disposed', async () => {
    const b = new GraphBuilder();
    const [s, x] = [b.input('s', 'f32', []), b.input('x', 'f32', [])];
    const next = b.add(s, x);
    const executable = await backend.compile(b.build({ outputs: { next }, state: [{ name: 's', node: s, next }] }));
    const places = executable.inPlace!()!;
    await executable.dispose();
    const gone = (what: string) => ({ code: 'STATE', message: expect.stringContaining(`${what} was called`) });
    await expect(executable.run({ x: scalar(1) })).rejects.toMatchObject(gone('run'));
    await expect(executable.readState('s')).rejects.toMatchObject(gone('readState'));
    await expect(executable.writeState('s', scalar(1))).rejects.toMatchObject(gone('writeState'));
    expect(() => executable.inPlace!()).toThrow(expect.objectContaining(gone('inPlace')));
    expect(() => places.run()).toThrow(expect.objectContaining(gone('run')));
  });

  it('takes from others nothing by a second dispose, and with the last holder goes what only that one had', async () => {
    const train = await backend.compile(counter(false));
    await train.run({ x: scalar(4) });
    const b = new GraphBuilder();
    const state = ['s', 'own'].map((name) => ({ name, node: b.input(name, 'f32', []), next: null }));
    const graph = b.build({ outputs: { sum: b.add(state[0]!.node, state[1]!.node) }, state });
    const other = await backend.compile(graph, { shareState: train });
    await other.writeState('own', scalar(7));
    await other.dispose();
    await other.dispose();
    const again = await backend.compile(graph, { shareState: train });
    expect([(await again.readState('s')).data[0], (await again.readState('own')).data[0]]).toEqual([4, 0]);
    await again.dispose();
    await train.dispose();
  });

  it('offers in place the state that no run replaces, and none that one does, in whatever shape it is handed out', async () => {
    const b = new GraphBuilder();
    const [kept, moved] = [b.input('kept', 'f32', [4]), b.input('moved', 'f32', [4])];
    const state = [
      { name: 'kept', node: kept, next: null },
      { name: 'moved', node: moved, next: b.add(moved, 1) },
    ];
    const offers = async (out: Ref): Promise<boolean> => {
      const executable = await backend.compile(b.build({ outputs: { out }, state }));
      const places = executable.inPlace!();
      await executable.dispose();
      return places !== null;
    };
    expect([await offers(b.reshape(kept, [2, 2])), await offers(b.reshape(moved, [2, 2]))]).toEqual([true, false]);
  });

  it('reuses the bytes of dead values', async () => {
    const [shallow, deep] = [await backend.compile(tower(2, 64)), await backend.compile(tower(40, 64))];
    expect(arenaOf(deep)).toBe(arenaOf(shallow));
    expect(arenaOf(deep)).toBeLessThan(4 * 64 * 64 * 4 + (options.simd ? 64 * 1024 : 0));
  });

  it('gives the same bits at each run, and hands out arrays of the caller’s own', async () => {
    const executable = await backend.compile(tower(5, 37));
    const inputs = { x: f32([37, 37]), w: f32([37, 37], numbers([37, 37], 0.3)) };
    const first = (await executable.run(inputs))['y']!.data;
    const kept = first.slice();
    await executable.run({ ...inputs, x: f32([37, 37]) });
    expect(first).toEqual(kept);
    expect((await executable.run(inputs))['y']!.data).toEqual(kept);
  });

  it('runs a large batch in memory that is planned for it', async () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [10_000, 50]);
    const h = b.maximum(b.add(b.matMul(x, b.input('w', 'f32', [50, 20])), b.input('b', 'f32', [20])), 0);
    const executable = await backend.compile(b.build({ outputs: { y: b.softmax(h) } }));
    const { y } = await executable.run({ x: f32([10_000, 50]), w: f32([50, 20]), b: f32([20]) });
    const rows = Array.from({ length: 10_000 }, (_, i) => Array.from(y!.data.subarray(20 * i, 20 * i + 20)));
    const sums = rows.map((row) => row.reduce((sum, p) => sum + p, 0));
    expect(Math.max(...sums.map((s) => Math.abs(s - 1)))).toBeLessThan(1e-6);
    await executable.dispose();
  });

  it('does not grow over 1,000 steps', async () => {
    const executable = await backend.compile(tower(3, 16));
    const inputs = { x: f32([16, 16]), w: f32([16, 16]) };
    const bytes = (): number => (executable as CpuExecutable).memory.heap.buffer.byteLength;
    for (let i = 0; i < 100; i++) await executable.run(inputs);
    const before = bytes();
    for (let i = 0; i < 1000; i++) await executable.run(inputs);
    expect(bytes()).toBe(before);
  });

  it('gives back memory, so that compiling and disposing for ever costs nothing', async () => {
    const root = await backend.compile(counter());
    const bytes = (): number => (root as CpuExecutable).memory.heap.buffer.byteLength;
    const b = GraphBuilder.from(tower(3, 64));
    const filled = b.constant(new Float32Array(64 * 64).map(Math.sin), [64, 64]);
    const graph = b.build({ outputs: { y: b.mul(filled, b.ref(tower(3, 64).outputs[0]!.node)) } });
    const again = async (): Promise<void> => (await backend.compile(graph, { shareState: root })).dispose();
    await again();
    const before = bytes();
    for (let i = 0; i < 50; i++) await again();
    expect(bytes()).toBe(before);
  });

  it('keeps nothing of a graph that finds no room', async () => {
    const root = await backend.compile(counter());
    const owning = (size: number, rows: number): Graph => {
      const b = new GraphBuilder();
      const own = b.input('own', 'f32', [size]);
      const y = b.exp(b.add(b.input('x', 'f32', [rows, rows]), b.reduceSum(own)));
      return b.build({ outputs: { y }, state: [{ name: 'own', node: own, next: null }] });
    };
    await expect(backend.compile(owning(2, 2 ** 16), { shareState: root })).rejects.toMatchObject({ code: 'BACKEND' });
    const fits = await backend.compile(owning(3, 2), { shareState: root });
    await fits.dispose();
    await root.dispose();
  });

  it('says what is wrong', async () => {
    const executable = await backend.compile(counter());
    await expect(executable.run({})).rejects.toMatchObject({ code: 'NAME' });
    await expect(executable.run({ x: f32([1]) })).rejects.toMatchObject({ code: 'SHAPE' });
    await expect(executable.readState('nope')).rejects.toThrow(
      'cpu: there is no such state; there is s. Received nope.',
    );
    await expect(executable.writeState('s', f32([2]))).rejects.toMatchObject({ code: 'SHAPE' });
    await expect(
      backend.compile(counter(), { shareState: await interpreter().compile(counter()) }),
    ).rejects.toMatchObject({
      code: 'BACKEND',
    });
    const stateless = await backend.compile(tower(1, 2));
    await expect(stateless.readState('s')).rejects.toThrow('there is no such state; there is none. Received s.');
    await stateless.dispose();
    const b = new GraphBuilder();
    const other = b.build({ outputs: {}, state: [{ name: 's', node: b.input('s', 'f32', [2]), next: null }] });
    await expect(backend.compile(other, { shareState: executable })).rejects.toMatchObject({ code: 'GRAPH' });
    await executable.dispose();
    await executable.dispose();
    await expect(executable.run({ x: scalar(1) })).rejects.toMatchObject({ code: 'STATE' });
    await expect(backend.compile(counter(), { shareState: executable })).rejects.toMatchObject({ code: 'STATE' });
  });

  it('refuses sizes that are not known yet', async () => {
    const b = new GraphBuilder();
    const graph = b.build({ outputs: { y: b.neg(b.input('x', 'f32', [-1, 3])) } });
    await expect(backend.compile(graph)).rejects.toMatchObject({ code: 'GRAPH' });
  });
});

it('flushes carried numbers that are too small to be normal, which would make every later step slow', async () => {
  const b = new GraphBuilder();
  const m = b.input('m', 'f32', [5]);
  const decayed: Ref = b.mul(m, 0.5);
  const executable = await cpu().compile(b.build({ outputs: {}, state: [{ name: 'm', node: m, next: decayed }] }));
  await executable.writeState('m', f32([5], Float32Array.of(2 ** -126, 2 ** -125, -(2 ** -126), NaN, Infinity)));
  await executable.run({});
  expect([...(await executable.readState('m')).data]).toEqual([0, 2 ** -126, 0, NaN, Infinity]);
});

it('is what findBackend looks for', async () => {
  expect(createBackend()).toMatchObject({ name: 'cpu', irVersion: 1 });
});
