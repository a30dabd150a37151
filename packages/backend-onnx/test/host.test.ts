/** Training with a host: the same as without, on arrays that stay, under every promise that executables make. */
import { GraphBuilder, type Backend, type Executable, type Ref, type TensorData } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { cpu } from '@bernoulli/backend-cpu';
import { onnx } from '@bernoulli/backend-onnx';
import { afterEach, describe, expect, it } from 'vitest';
import { begin, f32, predictionGraph, rows, trainingGraph } from './training-step.ts';

const made: Executable[] = [];
const keep = (program: Executable): Executable => (made.push(program), program);
afterEach(async () => {
  for (const program of made.splice(0)) await program.dispose();
});
const trainer = async (backend: Backend = onnx({ host: 'cpu' })): Promise<Executable> =>
  keep(await begin(await backend.compile(trainingGraph())));
const weights = async (program: Executable): Promise<TensorData[]> =>
  Promise.all(['w1', 'b1', 'w2', 'w1/speed'].map((name) => program.readState(name)));

function expectNear(got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 1e-5): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++)
    expect(Math.abs(got[i]! - want[i]!), `element ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(want[i]!)));
}

describe('with a host and without', () => {
  it('training is the same within rounding, and masks to the bit', async () => {
    const [hosted, alone] = [await trainer(), await trainer(onnx({ host: 'none' }))];
    for (let step = 0; step < 20; step++) {
      const [a, b] = [await hosted.run(rows(step)), await alone.run(rows(step))];
      expect(a['mask']).toEqual(b['mask']);
      expect(a['finite']).toEqual(b['finite']);
      expectNear(a['loss']!.data, b['loss']!.data);
    }
    const [left, right] = [await weights(hosted), await weights(alone)];
    left.forEach(({ data }, i) => expectNear(data, right[i]!.data, 1e-4));
  });

  it('a model repeats to the bit', async () => {
    const runs = [];
    for (let i = 0; i < 2; i++) {
      const program = await trainer();
      const losses = [];
      for (let step = 0; step < 5; step++) losses.push((await program.run(rows(step)))['loss']!.data[0]);
      runs.push([losses, await weights(program)]);
    }
    expect(runs[1]).toEqual(runs[0]);
  });
});

describe('arrays in place', () => {
  it('are offered with a host, and not without', async () => {
    expect((await trainer()).inPlace!()).not.toBeNull();
    expect((await trainer(onnx({ host: 'none' }))).inPlace!()).toBeNull();
  });

  it('stay the same from run to run, and hold the state', async () => {
    const program = await trainer();
    const arrays = program.inPlace!()!;
    for (let step = 0; step < 3; step++) {
      for (const [name, { data }] of Object.entries(rows(step))) arrays.inputs[name]!.set(data);
      await arrays.run();
      expect(program.inPlace!()).toBe(arrays);
      expect(await program.readState('w1')).toMatchObject({ data: arrays.state['w1']! });
    }
    expect(arrays.outputs['loss']![0]).toBeGreaterThan(0);
  });

  it('refuse a run before the one before has finished', async () => {
    const arrays = (await trainer()).inPlace!()!;
    const first = arrays.run();
    expect(() => arrays.run()).toThrow(expect.objectContaining({ code: 'STATE' }) as Error);
    await first;
  });
});

describe('state', () => {
  it('stays as it was when commit comes out false', async () => {
    const program = await trainer();
    await program.run(rows(0));
    const before = await weights(program);
    expect((await program.run(rows(1, Infinity)))['finite']!.data[0]).toBe(0);
    expect(await weights(program)).toEqual(before);
    expect((await program.run(rows(1)))['finite']!.data[0]).toBe(1);
    expect(await weights(program)).not.toEqual(before);
  });

  it('is shared between a step that is cut and a prediction that is not', async () => {
    const backend = onnx({ host: 'cpu' });
    const predict = keep(await backend.compile(predictionGraph()));
    const train = keep(await begin(await backend.compile(trainingGraph(), { shareState: predict })));
    const seen = async () => (await predict.run({ x: rows(0)['x']! }))['y']!.data;
    const before = await seen();
    for (let step = 0; step < 3; step++) await train.run(rows(step));
    const after = await seen();
    expect(after).not.toEqual(before);
    const again = keep(await backend.compile(predictionGraph()));
    for (const name of ['w1', 'b1', 'w2']) await again.writeState(name, await train.readState(name));
    expect((await again.run({ x: rows(0)['x']! }))['y']!.data).toEqual(after);
    await train.dispose();
    expect(await seen()).toEqual(after);
  });

  it('goes on where memory moves in the middle of training', async () => {
    const backend = onnx({ host: 'cpu' });
    const [still, moved] = [await trainer(backend), await trainer(backend)];
    const places = new Set<unknown>();
    for (let step = 0; step < 6; step++) {
      places.add(moved.inPlace!());
      const losses = await Promise.all([still, moved].map(async (program) => (await program.run(rows(step)))['loss']!));
      expect(losses[1]).toEqual(losses[0]);
      // Larger each time, so that the memory has to grow.
      const b = new GraphBuilder();
      const wide = b.input(`wide${step}`, 'f32', [2 ** step, 2 ** 19]);
      const state = [{ name: `wide${step}`, node: wide, next: b.add(wide, 1) }];
      if (step % 2 === 0) keep(await backend.compile(b.build({ outputs: {}, state }), { shareState: moved }));
    }
    expect(places.size).toBeGreaterThan(2);
    expect(await weights(moved)).toEqual(await weights(still));
  });

  it('is safe while another program on it compiles during a run', async () => {
    const backend = onnx({ host: 'cpu' });
    const [still, moved] = [await trainer(backend), await trainer(backend)];
    for (let step = 0; step < 4; step++) {
      const b = new GraphBuilder();
      const wide = b.input(`wide${step}`, 'f32', [2 ** step, 2 ** 19]);
      const graph = b.build({ outputs: {}, state: [{ name: `wide${step}`, node: wide, next: b.add(wide, 1) }] });
      const [other, result] = await Promise.all([
        backend.compile(graph, { shareState: moved }),
        moved.run(rows(step)),
        moved.readState('w1'),
      ]);
      keep(other);
      expect(result).toEqual(await still.run(rows(step)));
    }
    expect(await weights(moved)).toEqual(await weights(still));
  });
});

describe('the host', () => {
  it('may be handed in, and must show its arrays in memory of its own', async () => {
    const program = await trainer(onnx({ host: cpu({ threads: 1 }) }));
    expect(program.inPlace!()).not.toBeNull();
    await expect(onnx({ host: interpreter() }).compile(trainingGraph())).rejects.toMatchObject({ code: 'BACKEND' });
  });

  it('must be cpu, none or a backend, and goes with the provider cpu', () => {
    expect(() => onnx({ host: 'gpu' as 'cpu' })).toThrow('onnx: host must be cpu, none or a backend. Received "gpu".');
    expect(() => onnx({ host: 'cpu', provider: 'cuda' })).toThrow(/works with the provider cpu alone/);
  });

  it('takes what has no elements, and outputs that nobody computes', async () => {
    const b = new GraphBuilder();
    const [x, none, w] = [b.input('x', 'f32', [2, 2]), b.input('none', 'f32', [0, 2]), b.input('w', 'f32', [2, 2])];
    const y = b.matMul(x, w);
    const graph = b.build({
      outputs: {
        y,
        none: b.matMul(none, w),
        same: x,
        old: w,
        flat: b.reshape(w, [4]),
        fixed: b.constant(Int32Array.of(3)),
      },
      state: [{ name: 'w', node: w, next: b.add(w, y) }],
    });
    const program = keep(await onnx({ host: 'cpu' }).compile(graph));
    await program.writeState(
      'w',
      f32([2, 2], (i) => i),
    );
    const inputs = { x: f32([2, 2], (i) => i + 1), none: f32([0, 2], () => 0) };
    const outputs = await program.run(inputs);
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]))).toEqual({
      y: [4, 7, 8, 15],
      none: [],
      same: [1, 2, 3, 4],
      old: [0, 1, 2, 3],
      flat: [0, 1, 2, 3],
      fixed: [3],
    });
    expect([...(await program.readState('w')).data]).toEqual([4, 8, 10, 18]);
    const arrays = program.inPlace!()!;
    for (const [name, { data }] of Object.entries(inputs)) arrays.inputs[name]!.set(data);
    await arrays.run();
    expect([...arrays.outputs['old']!]).toEqual([4, 8, 10, 18]);
    expect([...arrays.outputs['flat']!]).toEqual([4, 8, 10, 18]);
    expect([...arrays.outputs['same']!]).toEqual([1, 2, 3, 4]);
  });

  it.each<[string, (b: GraphBuilder, w: Ref) => Ref]>([
    ['reshape', (b, w) => b.reshape(w, [2, 2])],
    ['stopGradient', (b, w) => b.reshape(b.stopGradient(w), [2, 2])],
  ])(
    'hands out the old state where an output only renames it, also when the session reads it so: %s',
    async (_, view) => {
      const b = new GraphBuilder();
      const [x, w] = [b.input('x', 'f32', [2, 2]), b.input('w', 'f32', [4])];
      const square = view(b, w);
      const y = b.matMul(x, square);
      const graph = b.build({ outputs: { square }, state: [{ name: 'w', node: w, next: b.reshape(y, [4]) }] });
      const program = keep(await onnx({ host: 'cpu' }).compile(graph));
      await program.writeState(
        'w',
        f32([4], (i) => i + 1),
      );
      const inputs = { x: f32([2, 2], (i) => (i % 3 === 0 ? 2 : 0)) };
      for (const scale of [1, 2, 4])
        expect([...(await program.run(inputs))['square']!.data]).toEqual([1, 2, 3, 4].map((v) => v * scale));
    },
  );
});
