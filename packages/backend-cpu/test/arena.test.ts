/** What a training step of a convolutional network holds in memory, beside what its layers give. */
import { Conv2D, Dense, Dropout, Flatten, MaxPooling2D, sequential, type Backend } from '@bernoulli/api';
import { expect, it } from 'vitest';
import type { CpuExecutable } from '../src/executable.ts';
import { cpu } from '../src/index.ts';

it('holds at most two and a half times the outputs of the layers: no windows, no values before a ReLU', async () => {
  const [batch, filters, more, units, classes] = [64, 32, 64, 128, 10];
  const model = sequential([
    new Conv2D({ filters, kernelSize: 3, activation: 'relu' }),
    new Conv2D({ filters: more, kernelSize: 3, activation: 'relu' }),
    ...[new MaxPooling2D(), new Flatten(), new Dense({ units, activation: 'relu' }), new Dropout({ rate: 0.5 })],
    new Dense({ units: classes, activation: 'softmax' }),
  ]);
  const arenas: number[] = [];
  const plain = cpu({ threads: 1 });
  const backend: Backend = {
    ...plain,
    async compile(graph, options) {
      const executable = await plain.compile(graph, options);
      arenas.push((executable as CpuExecutable).arenaBytes);
      return executable;
    },
  };
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed: 1, backend });
  const images = { shape: [batch, 28, 28, 1], data: new Float32Array(batch * 28 * 28).fill(1) };
  await model.fit(images, new Int32Array(batch), { epochs: 1, batchSize: batch, verbose: 0 });
  const outputs = 26 * 26 * filters + 24 * 24 * more + 12 * 12 * more + 2 * units + classes;
  expect(arenas).toHaveLength(1);
  expect(arenas[0]! / (4 * batch * outputs)).toBeLessThan(2.5);
  await model.dispose();
});
