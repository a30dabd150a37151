/** What crosses the border of the wasm engine in a training step: the data, the noise, the scalars, and the results. */
import { Dense, Dropout, sequential } from '@bernoulli/api';
import { tfjs } from '@bernoulli/backend-tfjs';
import { expect, test } from 'vitest';
import { recordTraffic } from './recorded-kernels.ts';

test('weights, optimizer state and constants stay where they are', async () => {
  const model = sequential([
    new Dense({ units: 8, activation: 'relu' }),
    new Dropout({ rate: 0.5 }),
    new Dense({ units: 3, activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 1,
    backend: tfjs({ engine: 'wasm' }),
  });
  const x = Array.from({ length: 64 }, (_, i) => [i / 64, 1, -i / 64, 0.5, 2]);
  const y = x.map((_, i) => i % 3);
  // The first epoch compiles, and looks at the constants.
  await model.fit(x, y, { epochs: 1, batchSize: 16, verbose: 0 });
  const traffic = await recordTraffic('wasm', () => model.fit(x, y, { epochs: 3, batchSize: 16, verbose: 0 }));
  const steps = 3 * 4;
  const count = (length: number): number => traffic.written.filter((n) => n === length).length;
  // Rows, labels, uniform numbers of the mask, step size; keys stay on the host, where the numbers are drawn.
  expect([count(16 * 5), count(16), count(16 * 8), count(1)]).toEqual([steps, steps, steps, steps]);
  expect(traffic.written).toHaveLength(4 * steps);
  // The loss, the accuracy, and whether both the loss and the gradients are finite.
  expect(traffic.read).toBe(3 * steps);
  await model.dispose();
});
