/** Learned rates do what the paper shows: with more rows, less is dropped. */
import { Adam, ConcreteDropout, Dense, learnedRates, sequential } from '@bernoulli/api';
import { key, uniform } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { expect, it } from 'vitest';

it('learns a lower rate from more rows: y = 2x + 8 + N(0, 1)', async () => {
  const learned: number[] = [];
  for (const rows of [10, 100, 1000]) {
    const [u, v] = [1, 2].map((seed) => uniform(key(seed), [rows]));
    const xs = Array.from(u!, (value) => [2 * value - 1]);
    // A normal number of two uniform ones, by Box and Muller.
    const noise = Array.from(
      u!,
      (_, i) => Math.sqrt(-2 * Math.log(1 - v![i]!)) * Math.cos(2 * Math.PI * u![(7 * i + 3) % rows]!),
    );
    const y = xs.map(([value], i) => [2 * value! + 8 + noise[i]!]);
    const drop = (units: number, activation: 'relu' | 'linear') =>
      new ConcreteDropout({
        layer: new Dense({ units, activation }),
        initialRate: 0.3,
        weightRegularizer: 1e-4 / rows,
        dropoutRegularizer: 2 / rows,
      });
    const model = sequential([new Dense({ units: 24, activation: 'relu' }), drop(24, 'relu'), drop(1, 'linear')], {
      name: 'net',
    });
    model.compile({
      optimizer: new Adam({ learningRate: 0.01 }),
      loss: 'meanSquaredError',
      seed: 4,
      backend: cpu({ threads: 1 }),
    });
    await model.fit(xs, y, { epochs: Math.ceil(1500 / Math.ceil(rows / 100)), batchSize: 100, verbose: 0 });
    const rates = Object.values(learnedRates(await model.getWeights()));
    learned.push(rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
  }
  const [few, some, many] = learned;
  expect(few).toBeGreaterThan(some!);
  expect(some).toBeGreaterThan(many!);
  expect(many).toBeLessThan(0.1);
});
