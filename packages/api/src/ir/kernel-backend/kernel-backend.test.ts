/** kernelBackend over a toy table that counts what is alive. */
import { describe, expect, it } from 'vitest';
import { counter, f32, numbers, scalar, toyBackend, type Toy } from '../../../test/toy-backend.ts';
import type { Executable } from '../backend.ts';
import { GraphBuilder } from '../builder.ts';
import type { TensorData } from '../graph.ts';
import { kernelBackend } from './kernel-backend.ts';
import { fillUniform } from '../random/threefry.ts';

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

describe('compile', () => {
  it('names every missing op at once', async () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const graph = b.build({
      outputs: { y: b.neg(b.exp(b.softmax(b.exp(b.uniform(b.input('k', 'i32', [2]), [2]))))), x },
    });
    await expect(toyBackend().backend.compile(graph)).rejects.toThrow('backend toy: has no kernel for exp, softmax.');
  });

  it('writes ops that the table lacks in those that it has, where it can', async () => {
    const toy = toyBackend();
    const b = new GraphBuilder();
    const [x, s] = [b.input('x', 'f32', [2]), b.input('s', 'f32', [2])];
    const less = b.sub(s, b.stopGradient(x));
    const graph = b.build({ outputs: { less, same: b.stopGradient(x) }, state: [{ name: 's', node: s, next: less }] });
    const run = await toy.backend.compile(graph);
    await run.run({ x: f32(1, 2) });
    const out = await run.run({ x: f32(3, 4) });
    expect([numbers(out['less']), numbers(out['same'])]).toEqual([
      [-4, -6],
      [3, 4],
    ]);
    expect(numbers(await run.readState('s'))).toEqual([-4, -6]);
    await run.dispose();
    expect(toy.alive()).toBe(0);
  });

  it('writes what the table does not take in simpler ops, by attributes, once the engine has started', async () => {
    const asked: string[] = [];
    let started = false;
    const negative = (toy: Toy): Toy => ({ data: toy.data.map((v) => -v), alive: true });
    const kernels = {
      neg: ([x]: readonly Toy[]) => negative(x!),
      add: ([x, y]: readonly Toy[]) => ({ data: x!.data.map((v, i) => v + y!.data[i]!), alive: true }),
      sub: ([x, y]: readonly Toy[]) => ({ data: x!.data.map((v, i) => 100 + v - y!.data[i]!), alive: true }),
    };
    const { backend } = toyBackend({
      kernels,
      dispose: () => {},
      ready: async () => void (started = true),
      takes: ({ op, shape }, operands) => {
        asked.push(`${op} ${started} ${operands.map((type) => type.shape.join()).join(' ')}`);
        return op !== 'sub' || shape[0] === 1;
      },
    });
    const graphOf = (...shape: number[]) => {
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', shape);
      return b.build({ outputs: { y: b.sub(x, b.neg(x)) } });
    };
    const declined = await backend.compile(graphOf(2));
    expect(numbers((await declined.run({ x: f32(1, 2) }))['y'])).toEqual([2, 4]);
    const taken = await backend.compile(graphOf(1));
    expect(numbers((await taken.run({ x: f32(3) }))['y'])).toEqual([106]);
    expect(asked).toContain('sub true 2 2');
    const without = toyBackend({ kernels: { sub: kernels.sub, neg: kernels.neg }, takes: ({ op }) => op !== 'sub' });
    await expect(without.backend.compile(graphOf(2))).rejects.toThrow(
      'backend toy: has no kernel for sub. A kernel for add would be enough.',
    );
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
