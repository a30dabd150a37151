/** The networks of more than dense layers: each contender's words for them mean the same. */
import { setBackend } from '@tensorflow/tfjs-core';
import { cpu } from '@bernoulli/backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { architectures, attention, cnn, lstm } from '../src/architectures.ts';
import { contenders } from '../src/contenders/index.ts';
import { shortened } from '../src/effort.ts';
import { noise } from '../src/works.ts';
import { layersArchitecture, trainsArchitecture as layersTrain } from '../src/contenders/layers-architectures.ts';
import { ourArchitecture, trainsArchitecture } from '../src/contenders/our-architectures.ts';

const dense = (from: number, to: number): number => (from + 1) * to;
const wanted = new Map([
  [cnn, 10 * 32 + (9 * 32 + 1) * 64 + dense(12 * 12 * 64, 128) + dense(128, 10)],
  [lstm, 4 * (32 + 64 + 1) * 64 + dense(64, 10)],
  [attention, 4 * dense(128, 128) + dense(128, 512) + dense(512, 128) + 2 * 2 * 128 + dense(128, 10)],
]);

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
});

for (const architecture of architectures) {
  const { name, network } = architecture;
  it(`${name} has as many parameters in our words as in those of TF.js layers`, () => {
    const count = wanted.get(architecture)!;
    const ours = ourArchitecture(architecture, cpu({ threads: 1 }));
    expect(ours.summary()).toContain(`Parameters: ${count.toLocaleString('en-US')},`);
    expect(layersArchitecture(architecture).countParams()).toBe(count);
  });

  it(`${name} is set beside TF.js layers on the engine that can train it`, () => {
    const names = contenders
      .filter(({ takes }) => takes({ kind: 'architecture', architecture }))
      .map(({ name: who }) => who);
    const engine = network === 'cnn' ? 'cpu' : 'wasm';
    expect(names).toEqual([
      'cpu()',
      'onnx()',
      `TF.js layers, ${engine}`,
      'PyTorch',
      'PyTorch, fused Adam',
      'Keras-JAX',
    ]);
  });
}

it('trains on few steps, and gives the cpu engine of TF.js a row in place of a batch', async () => {
  const small = { ...lstm, shape: [3, 4], batchSize: 2, steps: 2 };
  const { units, pass } = await trainsArchitecture(small, cpu({ threads: 1 }));
  await pass();
  expect(units).toBe(2);
  const tf = await import('@tensorflow/tfjs-core');
  const theirs = layersTrain(tf, { ...small, batchSize: 4 }, 'cpu');
  expect(theirs.units).toBe(1 / 4);
  await theirs.pass();
});

it('a quick run takes a quarter of the steps in a pass, and other work as it is', () => {
  const work = { name: lstm.name, job: { kind: 'architecture', architecture: lstm }, group: lstm.name } as const;
  expect(shortened(work)).toEqual({ ...work, job: { ...work.job, architecture: { ...lstm, steps: 10 } } });
  expect(shortened(noise)).toBe(noise);
});
