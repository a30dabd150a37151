/** `onnx({ worker: true })`: the same results from another thread, while this one goes on. */
import type { Worker } from 'node:worker_threads';
import { Dense, Dropout, sequential } from '@bernoulli/api';
import { GraphBuilder, type Backend, type Executable } from '@bernoulli/api/ir';
import { cpu } from '@bernoulli/backend-cpu';
import { conformance } from '@bernoulli/conformance';
import { onnx } from '@bernoulli/backend-onnx';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { known } from '../known.ts';
import { backendOf } from '../src/backend.ts';
import { settings, type OnnxOptions } from '../src/runtime/options.ts';
import { startOnSources } from './start-thread.ts';
import { begin, f32, predictionGraph, rows, trainingGraph } from './training-step.ts';

const threads: Worker[] = [];
const ended = new Set<Worker>();
function remote(options: OnnxOptions = {}): Backend {
  const start = startOnSources((worker) => {
    threads.push(worker);
    worker.on('exit', () => void ended.add(worker));
  });
  return backendOf(settings({ ...options, worker: true }), start);
}

async function losses(backend: Backend): Promise<unknown> {
  const program = await begin(await backend.compile(trainingGraph()));
  const found = [];
  for (let step = 0; step < 5; step++) found.push(await program.run(rows(step)));
  const state = await Promise.all(['w1', 'w1/speed', 'b1'].map((name) => program.readState(name)));
  await program.dispose();
  return [found, state];
}

it.each([{}, { host: 'none' }, { noise: 'graph', threads: 1 }] as const)(
  'gives the bits of this thread: %o',
  async (options) => {
    expect(await losses(remote(options))).toEqual(await losses(onnx(options)));
  },
);

it('gives the bits of the host where that does a step alone, on threads of its own', async () => {
  const weights = async (backend: Backend): Promise<unknown> => {
    const model = sequential([
      new Dense({ units: 64, activation: 'relu' }),
      new Dropout({ rate: 0.5 }),
      new Dense({ units: 10 }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 1, backend });
    const x = { data: Float32Array.from({ length: 64 * 784 }, (_, i) => Math.sin(i * i)), shape: [64, 784] };
    const y = { data: Float32Array.from({ length: 64 * 10 }, (_, i) => Math.cos(i)), shape: [64, 10] };
    const { history } = await model.fit(x, y, { epochs: 2, batchSize: 32, verbose: 0 });
    const seen = [history.loss, await model.evaluate(x, y), await model.getWeights()];
    await model.dispose();
    return seen;
  };
  const alone = await weights(cpu({ threads: 2 }));
  expect(await weights(onnx({ threads: 2 }))).toEqual(alone);
  expect(await weights(remote({ threads: 2 }))).toEqual(alone);
  expect(await weights(onnx({ threads: 2, products: 'session' }))).not.toEqual(alone);
});

it('leaves the event loop free during a long run', async () => {
  const b = new GraphBuilder();
  let y = b.input('x', 'f32', [256, 512]);
  const w = b.input('w', 'f32', [512, 512]);
  for (let i = 0; i < 60; i++) y = b.tanh(b.matMul(y, w));
  const inputs = { x: f32([256, 512], Math.sin), w: f32([512, 512], (i) => Math.cos(i) / 20) };
  const graph = b.build({ outputs: { y } });
  const ticksDuring = async (program: Executable): Promise<number> => {
    await program.run(inputs);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await program.run(inputs);
    clearInterval(timer);
    await program.dispose();
    return ticks;
  };
  const there = await ticksDuring(await remote({ threads: 1 }).compile(graph));
  const here = await ticksDuring(await onnx({ threads: 1 }).compile(graph));
  expect(there).toBeGreaterThanOrEqual(10);
  expect(here).toBeLessThanOrEqual(2);
});

describe('the thread', () => {
  it('is one for all executables, ends with the last of them, and starts anew', async () => {
    const backend = remote();
    const from = threads.length;
    const train = await begin(await backend.compile(trainingGraph()));
    const predict = await backend.compile(predictionGraph(), { shareState: train });
    expect(threads.length).toBe(from + 1);
    const thread = threads[from]!;
    await train.run(rows(0));
    const { y } = await predict.run({ x: rows(0)['x']! });
    await train.dispose();
    expect(ended.has(thread)).toBe(false);
    expect(await predict.run({ x: rows(0)['x']! })).toEqual({ y });
    await predict.dispose();
    await predict.dispose();
    expect(ended.has(thread)).toBe(true);
    const again = await backend.compile(predictionGraph());
    expect(threads.length).toBe(from + 2);
    await again.dispose();
  });

  it('that dies takes its runs with it, in our words', async () => {
    const backend = remote();
    const program = await backend.compile(trainingGraph());
    const run = program.run(rows(0));
    await Promise.all([
      expect(run).rejects.toMatchObject({ code: 'BACKEND', message: expect.stringContaining('gone') as string }),
      threads.at(-1)!.terminate(),
    ]);
    await program.dispose();
  });

  it('sends errors back as they are', async () => {
    const backend = remote({ provider: 'abacus' });
    await expect(backend.compile(trainingGraph())).rejects.toMatchObject({ code: 'BACKEND', problem: { who: 'onnx' } });
    expect(ended.has(threads.at(-1)!)).toBe(true);
    const program = await remote().compile(trainingGraph());
    await expect(program.run({})).rejects.toMatchObject({ code: 'NAME' });
    await expect(program.readState('no such')).rejects.toMatchObject({ code: 'NAME' });
    await expect(remote().compile(predictionGraph(), { shareState: program })).rejects.toThrow(/same worker/);
    await expect(onnx().compile(predictionGraph(), { shareState: program })).rejects.toThrow(/not of a worker/);
    await program.dispose();
  });

  it('shows no arrays in place, and takes neither a runtime nor a host', async () => {
    const program = await remote().compile(trainingGraph());
    expect(program.inPlace!()).toBeNull();
    await program.dispose();
    expect(() => onnx({ worker: true, runtime: {} })).toThrow(/cannot be handed to it/);
    expect(() => onnx({ worker: 1 as never })).toThrow('onnx: worker must be true or false. Received 1.');
  });
});

describe('conformance from another thread', () => {
  const backend = remote();
  let held: Executable;
  // Keeps the thread from case to case.
  beforeAll(async () => {
    held = await backend.compile(predictionGraph());
  });
  afterAll(() => held.dispose());
  const items = conformance(backend, { known }).filter(({ name }) => /^(uniform|scan|journeys|known list)/.test(name));
  test.each(items.map((item) => [item.name, item] as const))('%s', (_, item) =>
    expect(item.run()).resolves.toBeUndefined(),
  );
});
