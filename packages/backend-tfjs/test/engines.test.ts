/** Engines: several in one process, none but the ones asked for, and errors that say what to install. */
import { GraphBuilder, type Backend, type TensorData } from '@bernoulli/api/ir';
import { createBackend, tfjs, type EngineName } from '@bernoulli/backend-tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';

const x: TensorData = { dtype: 'f32', shape: [3], data: Float32Array.of(1, 2, 3) };

function doubled(): ReturnType<GraphBuilder['build']> {
  const b = new GraphBuilder();
  const input = b.input('x', 'f32', [3]);
  const total = b.input('total', 'f32', [3]);
  const next = b.add(total, b.mul(input, 2));
  return b.build({ outputs: { y: next }, state: [{ name: 'total', node: total, next }] });
}

async function runOnce(backend: Backend): Promise<number[]> {
  const executable = await backend.compile(doubled());
  const { y } = await executable.run({ x });
  await executable.dispose();
  return [...y!.data];
}

afterEach(() => vi.restoreAllMocks());

describe('engines', () => {
  test('cpu and wasm work in turns, each on its own memory', async () => {
    // At once, in a process where none has started: TF.js gives up a start that another one overtakes.
    const [wasm, cpu, second] = await Promise.all(
      (['wasm', 'cpu', 'wasm'] as const).map((engine) => tfjs({ engine }).compile(doubled())),
    );
    await second!.dispose();
    for (let step = 1; step <= 3; step++)
      for (const executable of [cpu!, wasm!])
        expect([...(await executable.run({ x })).y!.data]).toEqual([2 * step, 4 * step, 6 * step]);
    await cpu!.dispose();
    expect([...(await wasm!.readState('total')).data]).toEqual([6, 12, 18]);
    await wasm!.dispose();
  });

  test("a page's own use of TF.js is left alone", async () => {
    await runOnce(tfjs({ engine: 'cpu' }));
    await tf.setBackend('cpu');
    await runOnce(tfjs({ engine: 'wasm' }));
    expect(tf.getBackend()).toBe('cpu');
    const before = tf.memory();
    const squares = tf.square(tf.tensor1d([1, 2, 3]));
    expect([...squares.dataSync()]).toEqual([1, 4, 9]);
    await runOnce(tfjs({ engine: 'wasm' }));
    expect(tf.memory().numTensors).toBe(before.numTensors + 2);
  });

  test('state is not shared between engines', async () => {
    const own = await tfjs({ engine: 'cpu' }).compile(doubled());
    await expect(tfjs({ engine: 'wasm' }).compile(doubled(), { shareState: own })).rejects.toMatchObject({
      code: 'BACKEND',
    });
    await own.dispose();
  });

  test('nothing is printed', async () => {
    const spies = (['log', 'warn', 'info', 'error'] as const).map((level) => vi.spyOn(console, level));
    // A fresh registry: the advertisement would come with the first write of a new cpu engine.
    tf.removeBackend('cpu');
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    tf.registerBackend('cpu', () => new MathBackendCPU());
    expect(await runOnce(tfjs({ engine: 'cpu' }))).toEqual([2, 4, 6]);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    expect(tf.env().getBool('PROD')).toBe(false);
  });

  test('without a name the fastest installed one is taken', async () => {
    expect(createBackend().name).toBe('tfjs');
    expect(tfjs({ engine: 'wasm' }).name).toBe('tfjs-wasm');
    expect(await runOnce(createBackend())).toEqual([2, 4, 6]);
  });

  test.each(['webgl', 'webgpu'] as const)('%s says where it can start', async (engine) => {
    await expect(runOnce(tfjs({ engine }))).rejects.toMatchObject({
      code: 'BACKEND',
      message: expect.stringMatching(
        `^tfjs: TF.js does not offer its engine ${engine} here. .*It needs a browser with Web`,
      ),
    });
  });

  test('an engine that there is not is refused at once', () => {
    expect(() => tfjs({ engine: 'gpu' as EngineName })).toThrowError(
      'tfjs: engine must be one of cpu, wasm, webgl, webgpu. Received "gpu".',
    );
    expect(() => tfjs({ wasmPath: '/' } as never)).toThrowError(/no setting "wasmPath".*Did you mean wasmPaths\?/);
    expect(() => tfjs({ wasmPaths: 3 as never })).toThrowError(/wasmPaths must be a folder/);
  });
});
