/** kernelBackend over a toy table that counts what is alive. */
import { describe, expect, it } from 'vitest';
import type { Backend, Executable } from './backend.ts';
import { GraphBuilder } from './builder.ts';
import type { TypedArray } from './dtype.ts';
import type { Graph, TensorData } from './graph.ts';
import { kernelBackend } from './kernel-backend.ts';
import type { KernelBackendDefinition } from './kernel.ts';
import { fillUniform } from './threefry.ts';

interface Toy {
  readonly data: TypedArray;
  alive: boolean;
}

/** A backend of a few ops, and the number of its tensors that are alive now and were at most. */
function toyBackend(change: Partial<KernelBackendDefinition<Toy>> = {}): {
  backend: Backend;
  alive: () => number;
  most: () => number;
} {
  let [alive, most] = [0, 0];
  const make = (data: TypedArray): Toy => {
    most = Math.max(most, ++alive);
    return { data, alive: true };
  };
  const read = (toy: Toy): TypedArray => {
    if (!toy.alive) throw new Error('read after dispose');
    return toy.data;
  };
  const definition: KernelBackendDefinition<Toy> = {
    name: 'toy',
    kernels: {
      neg: ([x]) => make(read(x!).map((v) => -v)),
      add: ([x, y]) => make(read(x!).map((v, i) => v + read(y!)[i]!)),
      stopGradient: ([x]) => make(read(x!).slice()),
      sqrt: ([x]) => {
        if (read(x!).some((v) => v < 0)) throw new Error('the engine failed');
        return make(read(x!).map(Math.sqrt));
      },
      isFinite: ([x]) => make(Uint8Array.from(read(x!), (v) => +Number.isFinite(v))),
    },
    upload: ({ data }) => make(data.slice()),
    download: (toy, { dtype, shape }) => ({ dtype, shape, data: read(toy).slice() }),
    dispose: (toy) => {
      if (!toy.alive) throw new Error('disposed twice');
      toy.alive = false;
      alive--;
    },
    ...change,
  };
  return { backend: kernelBackend(definition), alive: () => alive, most: () => most };
}

const f32 = (...values: number[]): TensorData => ({
  dtype: 'f32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const scalar = (value: number): TensorData => ({ dtype: 'f32', shape: [], data: Float32Array.of(value) });
const numbers = (value: TensorData | undefined): number[] => [...value!.data];

/** total ← total + x, unless x is not finite. */
function counter(): Graph {
  const b = new GraphBuilder();
  const [x, total] = [b.input('x', 'f32', []), b.input('total', 'f32', [])];
  const next = b.add(total, x);
  return b.build({
    outputs: { next, was: total },
    state: [{ name: 'total', node: total, next }],
    commit: b.isFinite(x),
  });
}

describe('a run', () => {
  it('holds no more than it needs, and leaves nothing', async () => {
    const toy = toyBackend();
    const b = new GraphBuilder();
    let y = b.input('x', 'f32', [2]);
    for (let i = 0; i < 20; i++) y = b.neg(b.add(y, y));
    b.neg(y);
    const run = await toy.backend.compile(b.build({ outputs: { y, twice: y } }));
    expect(numbers((await run.run({ x: f32(1, 2) })).twice)).toEqual([2 ** 20, 2 ** 21]);
    expect([toy.alive(), toy.most()]).toEqual([0, 2]);
  });

  it('uploads constants once', async () => {
    let uploads = 0;
    const toy = toyBackend();
    const counting = kernelBackend<Toy>({
      name: 'counting',
      kernels: { neg: ([x]) => ({ data: x!.data.map((v) => -v), alive: true }) },
      upload: ({ data }) => ({ data: (uploads++, data), alive: true }),
      download: ({ data }, type) => ({ ...type, data: data.slice() }),
    });
    const b = new GraphBuilder();
    const graph = b.build({ outputs: { y: b.neg(b.constant(Float32Array.of(3))) } });
    const run = await counting.compile(graph);
    for (let i = 0; i < 3; i++) expect(numbers((await run.run({})).y)).toEqual([-3]);
    expect(uploads).toBe(1);
    const freed = await toy.backend.compile(graph);
    expect(toy.alive()).toBe(1);
    await freed.dispose();
    await freed.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('that throws leaves the state as it was, and nothing else', async () => {
    const toy = toyBackend();
    const b = new GraphBuilder();
    const [x, s] = [b.input('x', 'f32', []), b.input('s', 'f32', [])];
    const graph = b.build({
      outputs: { root: b.sqrt(b.add(x, x)) },
      state: [{ name: 's', node: s, next: b.add(s, x) }],
    });
    const run = await toy.backend.compile(graph);
    await run.run({ x: scalar(2) });
    await expect(run.run({ x: scalar(-1) })).rejects.toThrow('the engine failed');
    expect(numbers(await run.readState('s'))).toEqual([2]);
    await run.run({ x: scalar(2) });
    expect(numbers(await run.readState('s'))).toEqual([4]);
    await run.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('whose download fails leaves the state as it was too', async () => {
    let broken = false;
    const toy = toyBackend({
      download: (t, type) => {
        if (broken) throw new Error('the link failed');
        return { ...type, data: t.data.slice() };
      },
    });
    const run = await toy.backend.compile(counter());
    broken = true;
    await expect(run.run({ x: scalar(1) })).rejects.toThrow('the link failed');
    broken = false;
    expect(numbers(await run.readState('total'))).toEqual([0]);
    await run.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('draws uniform on the host where the table has no kernel for it, from an input or a computed key', async () => {
    const toy = toyBackend({
      kernels: { stopGradient: ([x]) => ({ data: x!.data.slice(), alive: true }) },
      dispose: () => {},
    });
    const b = new GraphBuilder();
    const [key, row] = [b.input('key', 'i32', [2]), b.input('row', 'i32', [])];
    const graph = b.build({
      outputs: { near: b.uniform(key, [2, 5], row), far: b.uniform(b.stopGradient(key), [2, 5]) },
    });
    const out = await (
      await toy.backend.compile(graph)
    ).run({
      key: { dtype: 'i32', shape: [2], data: Int32Array.of(-1, 7) },
      row: { dtype: 'i32', shape: [], data: Int32Array.of(3) },
    });
    const [near, far] = [new Float32Array(10), new Float32Array(10)];
    fillUniform([0xffffffff, 7], near, 15);
    fillUniform([0xffffffff, 7], far);
    expect([out['near']!.data, out['far']!.data]).toEqual([near, far]);
  });

  it('ignores values that the graph does not ask for', async () => {
    const run = await toyBackend().backend.compile(counter());
    expect(numbers((await run.run({ x: scalar(1), more: scalar(2) })).next)).toEqual([1]);
  });

  it.each<[string, Record<string, TensorData>, string]>([
    ['a missing value', { y: scalar(1) }, 'run: input x is missing. Received ["y"].'],
    [
      'another dtype',
      { x: { dtype: 'i32', shape: [], data: Int32Array.of(1) } },
      'input x: must be f32. Received i32.',
    ],
    ['another shape', { x: f32(1) }, 'input x: must have shape []. Received [1].'],
    [
      'too many elements',
      { x: { dtype: 'f32', shape: [], data: new Float32Array(2) } },
      'input x: must hold 1 elements. Received 2.',
    ],
    [
      'the wrong array',
      { x: { dtype: 'f32', shape: [], data: Int32Array.of(1) } },
      'input x: its data must be the array of f32. Received i32.',
    ],
    ['no array', { x: { dtype: 'f32', shape: [], data: [1] as never } }, 'input x: must be { dtype, shape, data }'],
    ['nothing', { x: undefined as never }, 'input x: must be { dtype, shape, data }'],
  ])('refuses %s by name', async (_, inputs, message) => {
    const run = await toyBackend().backend.compile(counter());
    await expect(run.run(inputs)).rejects.toThrow(message);
  });

  it('refuses to overlap another, and to run after dispose', async () => {
    const run = await toyBackend().backend.compile(counter());
    const [first, second, end] = await Promise.allSettled([
      run.run({ x: scalar(1) }),
      run.run({ x: scalar(1) }),
      run.dispose(),
    ]);
    expect(first!.status).toBe('fulfilled');
    expect(String((second as PromiseRejectedResult).reason)).toContain('run: the run before has not finished.');
    expect(String((end as PromiseRejectedResult).reason)).toContain('dispose: a run has not finished.');
    await run.dispose();
    for (const late of [
      () => run.run({ x: scalar(1) }),
      () => run.readState('total'),
      () => run.writeState('total', scalar(1)),
    ])
      await expect(late()).rejects.toThrow('backend toy: this executable is disposed.');
  });
});

describe('state', () => {
  it('starts as zeros, is carried, read and written, and stays where commit says no', async () => {
    const run = await toyBackend().backend.compile(counter());
    await run.run({ x: scalar(2) });
    expect(numbers((await run.run({ x: scalar(3) })).was)).toEqual([2]);
    expect(numbers((await run.run({ x: scalar(Infinity) })).next)).toEqual([Infinity]);
    expect(numbers(await run.readState('total'))).toEqual([5]);
    await run.writeState('total', scalar(40));
    await run.run({ x: scalar(2) });
    expect(numbers(await run.readState('total'))).toEqual([42]);
    await expect(run.readState('count')).rejects.toThrow('state: there is no such name. Received count. Known: total.');
    await expect(run.writeState('total', f32(1))).rejects.toThrow('state total: must have shape []. Received [1].');
  });

  it.each([true, false])(
    'may be exchanged, repeated, and taken from an input or a constant (copy on the engine: %s)',
    async (copies) => {
      const toy = toyBackend(copies ? {} : { kernels: {} });
      const b = new GraphBuilder();
      const [p, q, r, s, t] = ['p', 'q', 'r', 's', 't'].map((name) => b.input(name, 'f32', []));
      const [x, c] = [b.input('x', 'f32', []), b.scalar(9)];
      const next = { p: q!, q: p!, r: x, s: x, t: c };
      const nodes = { p: p!, q: q!, r: r!, s: s!, t: t! };
      const names = ['p', 'q', 'r', 's', 't'] as const;
      const graph = b.build({
        outputs: { x },
        state: names.map((name) => ({ name, node: nodes[name], next: next[name] })),
      });
      const run = await toy.backend.compile(graph);
      await run.writeState('p', scalar(1));
      await run.writeState('q', scalar(2));
      await run.run({ x: scalar(5) });
      await run.run({ x: scalar(6) });
      await run.run({ x: scalar(7) });
      const values = await Promise.all(names.map(async (name) => numbers(await run.readState(name))[0]));
      expect(values).toEqual([2, 1, 7, 7, 9]);
      await run.dispose();
      expect(toy.alive()).toBe(0);
    },
  );

  it('is shared by name and outlives the executable that it began with', async () => {
    const toy = toyBackend();
    const train = await toy.backend.compile(counter());
    const b = new GraphBuilder();
    const [total, own] = [b.input('total', 'f32', []), b.input('own', 'f32', [])];
    const state = [
      { name: 'total', node: total, next: null },
      { name: 'own', node: own, next: null },
    ];
    const predict = await toy.backend.compile(b.build({ outputs: { y: b.neg(total) }, state }), { shareState: train });
    await train.run({ x: scalar(3) });
    expect(numbers((await predict.run({})).y)).toEqual([-3]);
    await train.dispose();
    expect(numbers((await predict.run({})).y)).toEqual([-3]);
    await expect(toy.backend.compile(counter(), { shareState: train })).rejects.toThrow('this executable is disposed');
    await predict.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('is not shared under another type, nor with another backend', async () => {
    const toy = toyBackend();
    const train = await toy.backend.compile(counter());
    const b = new GraphBuilder();
    const total = b.input('total', 'f32', [2]);
    const graph = b.build({ outputs: {}, state: [{ name: 'total', node: total, next: null }] });
    const alive = toy.alive();
    await expect(toy.backend.compile(graph, { shareState: train })).rejects.toThrow(
      'state total: the shared value is f32[]. Received f32[2].',
    );
    expect(toy.alive()).toBe(alive);
    const elsewhere = toyBackend().backend.compile(counter(), { shareState: train });
    await expect(elsewhere).rejects.toThrow('shareState must be an executable that this backend compiled');
  });
});

describe('compile', () => {
  it('names every missing op at once', async () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const graph = b.build({
      outputs: { y: b.neg(b.exp(b.softmax(b.exp(b.uniform(b.input('k', 'i32', [2]), [2]))))), x },
    });
    await expect(toyBackend().backend.compile(graph)).rejects.toThrow('backend toy: has no kernel for exp, softmax.');
  });

  it('refuses symbols, and graphs that break the rules', async () => {
    const b = new GraphBuilder();
    b.site = 'net/input';
    const graph = b.build({ outputs: { y: b.neg(b.input('x', 'f32', [-1])) } });
    const { backend } = toyBackend();
    await expect(backend.compile(graph)).rejects.toThrow(
      'compile at net/input: every size must be known, and node 0 (input) has shape [?batch].',
    );
    await expect(backend.compile({ ...graph })).rejects.toThrow('check: the graph must be frozen plain data.');
  });

  it('starts the engine once, and again after a failure', async () => {
    let starts = 0;
    const { backend } = toyBackend({
      ready: async () => {
        if (++starts === 1) throw new Error('not yet');
      },
    });
    await expect(backend.compile(counter())).rejects.toThrow('not yet');
    const runs: Executable[] = [await backend.compile(counter()), await backend.compile(counter())];
    expect([starts, runs.length]).toEqual([2, 2]);
  });

  it('frees what it uploaded when an upload fails', async () => {
    let uploads = 0;
    const freed: Toy[] = [];
    const { backend } = toyBackend({
      upload: ({ data }) => {
        if (++uploads === 3) throw new Error('out of memory');
        return { data, alive: true };
      },
      dispose: (toy) => void freed.push(toy),
    });
    const b = new GraphBuilder();
    const s = b.input('s', 'f32', []);
    const graph = b.build({ outputs: { a: b.scalar(1), b: b.scalar(2) }, state: [{ name: 's', node: s, next: null }] });
    await expect(backend.compile(graph)).rejects.toThrow('out of memory');
    expect(freed.length).toBe(2);
  });
});
