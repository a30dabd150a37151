/** What does not fit in an engine's memory: refused at once where it can be told beforehand, an error of ours where it cannot. */
import { GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { tfjs, type EngineName } from '@bernoulli/backend-tfjs';
import { findBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

const zeros = (length: number): TensorData => ({ dtype: 'f32', shape: [length], data: new Float32Array(length) });

function spread(size: number): Graph {
  const b = new GraphBuilder();
  return b.build({ outputs: { y: b.reduceSum(b.broadcastTo(b.input('x', 'f32', [1]), [size, size])) } });
}

function carried(size: number): Graph {
  const b = new GraphBuilder();
  const w = b.input('w', 'f32', [size, size]);
  return b.build({ outputs: { y: b.reduceSum(w) }, state: [{ name: 'w', node: w, next: b.mul(w, 2) }] });
}

describe.each<EngineName>(['cpu', 'wasm'])('on %s', (engine) => {
  it.each([
    ['a value between', spread],
    ['carried state', carried],
  ])('%s that no machine holds is refused when it is compiled', async (_, graph) => {
    const start = performance.now();
    await expect(tfjs({ engine }).compile(graph(1e6))).rejects.toMatchObject({
      code: 'BACKEND',
      message: expect.stringMatching(
        /^tfjs: out of memory: the graph needs some \d+ MiB, and there are \d+\./,
      ) as string,
    });
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('a wasm engine whose memory others have filled', () => {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [2 ** 22]);
  const graph = b.build({ outputs: { y: b.reduceSum(b.exp(x)) } });
  const heap = (): { _malloc(bytes: number): number; _free(address: number): void } =>
    (findBackend('wasm') as unknown as { wasm: ReturnType<typeof heap> }).wasm;

  it('fails in our words, leaves what lies there, and goes on when there is room again', async () => {
    const program = await tfjs({ engine: 'wasm' }).compile(graph);
    const inputs = { x: zeros(2 ** 22) };
    const before = await program.run(inputs);
    const taken: number[] = [];
    for (const bytes of [
      2 ** 30,
      2 ** 30,
      2 ** 30,
      2 ** 30,
      2 ** 28,
      2 ** 28,
      2 ** 28,
      2 ** 28,
      ...Array(64).fill(2 ** 24),
    ])
      try {
        taken.push(heap()['_malloc'](bytes));
      } catch (error) {
        expect(error).toMatchObject({ code: 'BACKEND' });
      }
    for (let i = 0; i < 2; i++)
      await expect(program.run(inputs)).rejects.toMatchObject({
        code: 'BACKEND',
        message: expect.stringContaining('out of memory: no room for 16 MiB more in the engine wasm') as string,
      });
    for (const address of taken) heap()['_free'](address);
    expect(await program.run(inputs)).toEqual(before);
    await program.dispose();
  });
});

it('a kernel that fails is an error of ours, with its own as the cause', async () => {
  const tf = await import('@tensorflow/tfjs-core');
  const program = await tfjs({ engine: 'cpu' }).compile(spread(2));
  const kernel = tf.getKernel('Sum', 'cpu');
  const cause = new RangeError('Invalid typed array length: 1e12');
  tf.unregisterKernel('Sum', 'cpu');
  tf.registerKernel({
    ...kernel,
    kernelFunc: () => {
      throw cause;
    },
  });
  const error = await program.run({ x: zeros(1) }).catch((thrown: unknown) => thrown);
  tf.unregisterKernel('Sum', 'cpu');
  tf.registerKernel(kernel);
  expect(error).toMatchObject({
    code: 'BACKEND',
    message: 'tfjs: engine cpu: its kernel Sum failed: Invalid typed array length: 1e12.',
    cause,
  });
});
