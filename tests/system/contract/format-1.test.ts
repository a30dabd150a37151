/** Files of format version 1 are read, and the run that they hold goes on. */
import { readFileSync } from 'node:fs';
import {
  Adam,
  Dense,
  Dropout,
  modelFromFiles,
  modelToFiles,
  sequential,
  type Backend,
  type Sequential,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { backendOf, everywhere, training, waves, worst } from './laws.ts';

const file = (name: string): Uint8Array => readFileSync(new URL(`format-1/${name}`, import.meta.url));
const files = {
  'config.json': file('config.json'),
  'model.safetensors': file('model.safetensors'),
  'optimizer.safetensors': file('optimizer.safetensors'),
};

const x = waves(20, 4);
const y = x.map((_, i) => i % 3);

/** The model of the files, trained without a stop; `format-1/README.md` has the other one. */
async function untroubled(backend: Backend): Promise<Sequential> {
  const model = sequential([
    new Dense({ units: 6, activation: 'relu' }),
    new Dropout({ rate: 0.25 }),
    new Dense({ units: 3, activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: new Adam({ learningRate: 0.01 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 5,
    backend,
  });
  await model.fit(x, y, training);
  return model;
}

it('goes on bit for bit where it was written', async () => {
  const plain = (): Backend => cpu({ simd: false, threads: 1 });
  const [whole, resumed] = [await untroubled(plain()), modelFromFiles(files, { backend: plain() })];
  expect(resumed.progress).toEqual({ step: 4, epoch: 1, batch: 1, base: 0, steps: {} });
  await resumed.fit(x, y, { ...training, resume: true });
  expect(bits(await resumed.getWeights())).toEqual(bits(await whole.getWeights()));
});

describe.each(everywhere)('on %s', (name) => {
  it('draws the same masks, ends within rounding, and is stored in the format of today', async () => {
    const whole = await untroubled(backendOf(name));
    const resumed = modelFromFiles(files, { backend: backendOf(name) });
    for (const step of [0, 4, 8]) expect(bits(await resumed.masks(step))).toEqual(bits(await whole.masks(step)));
    await resumed.fit(x, y, { ...training, resume: true });
    const weights = await resumed.getWeights();
    for (const [path, value] of Object.entries(await whole.getWeights()))
      // Steps of 0.01: another mask or order would show as 1e-3 or more.
      expect(worst(weights[path]!, value), path).toBeLessThan(1e-4);

    const again = modelFromFiles(await modelToFiles(resumed), { backend: backendOf(name) });
    for (const model of [resumed, again]) await model.trainOnBatch(x, y);
    expect(bits(await again.getWeights())).toEqual(bits(await resumed.getWeights()));
    for (const model of [whole, resumed, again]) await model.dispose();
  });
});
