/** The backend as its users meet it: state, commit, sharing, the ends of its life, its options, its errors. */
import { BATCH, GraphBuilder, simplify, type Graph, type TensorData } from '@bernoulli/api/ir';
import { createBackend, onnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';

const f32 = (...values: number[]): TensorData => ({
  dtype: 'f32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const key = (hi: number, lo: number): TensorData => ({ dtype: 'i32', shape: [2], data: Int32Array.of(hi, lo) });

/** w ← w + x, and y = 10·w of before; committed only while x[0] is below the limit. */
function counter(limit?: number): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [2]);
  const w = b.input('w', 'f32', [2]);
  const commit = limit === undefined ? null : b.less(b.reshape(b.slice(x, [0], [1]), []), limit);
  return b.build({ outputs: { y: b.mul(w, 10) }, state: [{ name: 'w', node: w, next: b.add(w, x) }], commit });
}

/** y = w, and reads only. */
function reader(): Graph {
  const b = new GraphBuilder();
  const w = b.input('w', 'f32', [2]);
  return b.build({ outputs: { y: b.neg(w) }, state: [{ name: 'w', node: w, next: null }] });
}

const values = (t: TensorData | undefined): number[] => [...t!.data];

describe('carried state', () => {
  it('starts as zeros, goes from run to run, and can be read and written', async () => {
    const program = await onnx().compile(counter());
    expect(values((await program.run({ x: f32(1, 2) }))['y'])).toEqual([0, 0]);
    expect(values((await program.run({ x: f32(1, 2) }))['y'])).toEqual([10, 20]);
    expect(values(await program.readState('w'))).toEqual([2, 4]);
    await program.writeState('w', f32(7, 8));
    expect(values((await program.run({ x: f32(0, 0) }))['y'])).toEqual([70, 80]);
    await program.dispose();
  });

  it('stays as it was where commit comes out false', async () => {
    const program = await onnx().compile(counter(5));
    await program.run({ x: f32(1, 1) });
    expect(values((await program.run({ x: f32(9, 9) }))['y'])).toEqual([10, 10]);
    expect(values(await program.readState('w'))).toEqual([1, 1]);
    await program.dispose();
  });

  it('is neither the arrays handed in nor those handed out', async () => {
    const program = await onnx().compile(counter());
    const start = f32(1, 1);
    await program.writeState('w', start);
    start.data.fill(99);
    (await program.readState('w')).data.fill(99);
    const x = f32(1, 1);
    (await program.run({ x }))['y']!.data.fill(99);
    x.data.fill(99);
    expect(values(await program.readState('w'))).toEqual([2, 2]);
    await program.dispose();
  });

  it('is shared by name, in both directions, and outlives its first owner', async () => {
    const backend = onnx();
    const first = await backend.compile(counter());
    const second = await backend.compile(reader(), { shareState: first });
    await first.run({ x: f32(3, 4) });
    expect(values((await second.run({}))['y'])).toEqual([-3, -4]);
    await second.writeState('w', f32(1, 1));
    expect(values((await first.run({ x: f32(0, 0) }))['y'])).toEqual([10, 10]);
    await first.dispose();
    expect(values((await second.run({}))['y'])).toEqual([-1, -1]);
    await second.dispose();
  });

  it('may be read by one executable while another replaces it', async () => {
    const backend = onnx();
    const writer = await backend.compile(counter());
    const readers = await Promise.all([1, 2].map(() => backend.compile(reader(), { shareState: writer })));
    for (let i = 1; i <= 20; i++) {
      const [first, , second] = await Promise.all([
        readers[0]!.run({}),
        writer.run({ x: f32(1, 2) }),
        readers[1]!.run({}),
      ]);
      for (const seen of [first, second]) expect([1 - i, -i]).toContain(values(seen['y'])[0]! + 0);
    }
    for (const program of [writer, ...readers]) await program.dispose();
  });

  it('swaps two values at once, also when one replaces the other', async () => {
    const b = new GraphBuilder();
    const p = b.input('p', 'f32', [1]);
    const q = b.input('q', 'f32', [1]);
    const graph = b.build({
      outputs: {},
      state: [
        { name: 'p', node: p, next: q },
        { name: 'q', node: q, next: p },
      ],
    });
    const program = await onnx().compile(graph);
    await program.writeState('p', f32(1));
    await program.writeState('q', f32(2));
    await program.run({});
    expect([...values(await program.readState('p')), ...values(await program.readState('q'))]).toEqual([2, 1]);
    await program.dispose();
  });

  it('of another type is refused', async () => {
    const backend = onnx();
    const first = await backend.compile(counter());
    const b = new GraphBuilder();
    const w = b.input('w', 'f32', [3]);
    const other = b.build({ outputs: { y: b.neg(w) }, state: [{ name: 'w', node: w, next: null }] });
    await expect(backend.compile(other, { shareState: first })).rejects.toMatchObject({ code: 'GRAPH' });
    await first.dispose();
  });
});

describe('noise', () => {
  const graph = (): Graph => {
    const b = new GraphBuilder();
    const seed = b.input('seed', 'i32', [2]);
    const row = b.input('row', 'i32', []);
    const stepKey = b.input('key', 'i32', [2]);
    const derived = b.add(stepKey, b.constant(Int32Array.of(0, 1)));
    return b.build({
      outputs: { u: b.uniform(stepKey, [6, 5], row), v: b.uniform(derived, [4]), w: b.uniform(seed, [3]) },
      state: [{ name: 'seed', node: seed, next: derived }],
    });
  };
  const row = (n: number): TensorData => ({ dtype: 'i32', shape: [], data: Int32Array.of(n) });

  it('has the same bits drawn on the host and in the graph, whatever the key comes from', async () => {
    const runs = await Promise.all(
      (['host', 'graph'] as const).map(async (noise) => {
        const program = await onnx({ noise }).compile(graph());
        const results = [
          await program.run({ key: key(-5, 7), row: row(2) }),
          await program.run({ key: key(1, -2), row: row(0) }),
        ];
        await program.dispose();
        return results;
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
    expect(new Set(values(runs[0]![0]!['u'])).size).toBe(30);
    expect(runs[0]![0]!['w']).not.toEqual(runs[0]![1]!['w']);
  });

  it('at an offset is the later rows of the same array', async () => {
    const program = await onnx().compile(graph());
    const whole = values((await program.run({ key: key(1, 2), row: row(0) }))['u']);
    const later = values((await program.run({ key: key(1, 2), row: row(4) }))['u']);
    expect(later.slice(0, 10)).toEqual(whole.slice(20));
    await program.dispose();
  });
});

describe('errors', () => {
  it('are one sentence each for wrong inputs', async () => {
    const program = await onnx().compile(counter());
    await expect(program.run({})).rejects.toMatchObject({ code: 'NAME' });
    await expect(program.run({ x: f32(1) })).rejects.toMatchObject({ code: 'SHAPE' });
    await expect(program.run({ x: key(1, 2) })).rejects.toMatchObject({ code: 'DTYPE' });
    await expect(program.readState('v')).rejects.toMatchObject({ code: 'NAME' });
    await expect(program.writeState('w', f32(1))).rejects.toMatchObject({ code: 'SHAPE' });
    await program.dispose();
  });

  it('come when an executable is used after dispose, and a second dispose is nothing', async () => {
    const program = await onnx().compile(counter());
    await program.dispose();
    await program.dispose();
    await expect(program.run({ x: f32(1, 1) })).rejects.toMatchObject({ code: 'STATE' });
    await expect(program.readState('w')).rejects.toMatchObject({ code: 'STATE' });
    await expect(onnx().compile(reader(), { shareState: program })).rejects.toMatchObject({ code: 'STATE' });
  });

  it('come when runs overlap, and the first is not disturbed', async () => {
    const program = await onnx().compile(counter());
    const first = program.run({ x: f32(1, 2) });
    await expect(program.run({ x: f32(5, 5) })).rejects.toMatchObject({ code: 'STATE' });
    await expect(program.dispose()).rejects.toMatchObject({ code: 'STATE' });
    await first;
    expect(values(await program.readState('w'))).toEqual([1, 2]);
    await program.dispose();
  });

  it('come for options outside their range', () => {
    for (const threads of [0, -1, 1.5, NaN])
      expect(() => onnx({ threads })).toThrow(/threads must be a whole number from 1 up/);
    expect(() => onnx({ provider: '' })).toThrow(/provider must be/);
    expect(() => onnx({ noise: 'both' as 'host' })).toThrow('onnx: noise must be one of host, graph. Received "both".');
    expect(() => onnx({ thread: 2 } as never)).toThrow(/there is no setting "thread".*Did you mean threads\?/);
  });

  it('name the provider that this build of ONNX Runtime lacks', async () => {
    await expect(onnx({ provider: 'abacus' }).compile(counter())).rejects.toMatchObject({
      code: 'BACKEND',
      message: expect.stringContaining('provider abacus') as string,
    });
  });

  it('come for a graph whose sizes are not known, and for state of another backend', async () => {
    const b = new GraphBuilder();
    const graph = b.build({ outputs: { y: b.neg(b.input('x', 'f32', [BATCH])) } });
    await expect(onnx().compile(graph)).rejects.toMatchObject({ code: 'GRAPH' });
    const stranger = { run: async () => ({}) } as never;
    await expect(onnx().compile(counter(), { shareState: stranger })).rejects.toMatchObject({ code: 'BACKEND' });
  });
});

it('repeats bit for bit', async () => {
  const graph = ((): Graph => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [64, 96]);
    const y = b.matMul(x, x, { transposeA: true });
    return simplify(b.build({ outputs: { y: b.logSoftmax(b.mul(y, 0.01)) } }));
  })();
  const x: TensorData = {
    dtype: 'f32',
    shape: [64, 96],
    data: Float32Array.from({ length: 64 * 96 }, (_, i) => Math.sin(i)),
  };
  const results = [];
  for (let i = 0; i < 3; i++) {
    const program = await (await createBackend()).compile(graph);
    results.push(await program.run({ x }));
    await program.dispose();
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
