/** Batch normalization behind alpha dropout is hinted at, once, and never where there is none. */
import { AlphaDropout, BatchNormalization, Dense, Dropout, sequential, type Layer } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

const x = [[1, 2], [3, 4]]; // prettier-ignore
const y = [[1], [2]];
const alpha = (): Layer => new AlphaDropout({ rate: 0.1 });

it.each<[number, () => Layer[]]>([
  [1, () => [alpha(), new Dense({ units: 2 }), new BatchNormalization()]],
  [0, () => [new BatchNormalization(), alpha()]],
  [0, () => [new Dropout({ rate: 0.1 }), new BatchNormalization()]],
])('%d times: %#', async (times, layers) => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const model = sequential([...layers(), new Dense({ units: 1 })], { name: 'net' });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: interpreter() });
  await model.trainOnBatch(x, y);
  await model.fit(x, y, { epochs: 1, verbose: 0 });
  expect(warned).toHaveBeenCalledTimes(times);
  if (times > 0)
    expect(warned).toHaveBeenCalledWith(
      expect.stringContaining('BatchNormalization stands behind AlphaDropout, which keeps mean 0 and variance 1'),
    );
});
