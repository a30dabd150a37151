/** Training on both engines: the interpreter's losses, state that a bad step leaves alone, and not one buffer lost. */
import { interpreter } from '@bernoulli/api/ir/interpret';
import { tfjs } from '@bernoulli/backend-tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batch, initialise, trainingGraph } from './training-graph.ts';

const graph = trainingGraph();

async function losses(backend: ReturnType<typeof tfjs>, steps: number): Promise<number[]> {
  const executable = await backend.compile(graph);
  await initialise(executable, graph);
  const out: number[] = [];
  for (let step = 0; step < steps; step++) out.push((await executable.run(batch(step)))['loss']!.data[0]!);
  await executable.dispose();
  return out;
}

describe.each(['cpu', 'wasm'] as const)('training on %s', (engine) => {
  const backend = tfjs({ engine });

  test('loses what the interpreter loses, masks included', async () => {
    const [ours, exact] = [await losses(backend, 40), await losses(interpreter(), 40)];
    expect(ours.length).toBe(40);
    ours.forEach((loss, step) => expect(loss, `step ${step}`).toBeCloseTo(exact[step]!, 4));
  });

  test('a step whose loss is NaN leaves every weight as it was', async () => {
    const executable = await backend.compile(graph);
    await initialise(executable, graph);
    await executable.run(batch(0));
    const before = await executable.readState('weight0');
    const { loss } = await executable.run(batch(1, true));
    expect(loss!.data[0]).toBeNaN();
    expect(await executable.readState('weight0')).toEqual(before);
    await executable.run(batch(1));
    expect(await executable.readState('weight0')).not.toEqual(before);
    await executable.dispose();
  });

  test('buffers stay level over 1,000 steps, and none is left at the end', async () => {
    await losses(backend, 1);
    const memory = tf.findBackend(engine) as unknown as { numDataIds(): number };
    const atRest = memory.numDataIds();
    const [tensorsAtRest] = [tf.memory().numTensors];
    const executable = await backend.compile(graph);
    await initialise(executable, graph);
    await executable.run(batch(0));
    const level = memory.numDataIds();
    expect(level).toBeGreaterThan(atRest);
    for (let step = 1; step <= 1000; step++) {
      await executable.run(batch(step, step % 100 === 0));
      if (memory.numDataIds() !== level)
        expect.fail(`step ${step}: ${memory.numDataIds()} buffers instead of ${level}`);
    }
    expect(tf.memory().numTensors).toBe(tensorsAtRest);
    await executable.dispose();
    expect(memory.numDataIds()).toBe(atRest);
  });
});
