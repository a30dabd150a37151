/** Deep ensembles, and samples of a model: what they say together. */
import { Dense, Dropout, sequential, type Sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { deepEnsemble, predictiveMean, predictiveVariance } from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';

const backend = cpu({ threads: 1 });
const x = Array.from({ length: 40 }, (_, i) => [i / 20 - 1]);
const y = x.map(([a]) => [a! * a!]);

function net(seed: bigint): Sequential {
  const model = sequential([new Dense({ units: 8, activation: 'tanh' }), new Dropout({ rate: 0.2 }), new Dense({ units: 1 })], { name: 'net' }); // prettier-ignore
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed, backend });
  return model;
}

describe('an ensemble', () => {
  it('has members with seeds of their own, which follow from its seed', async () => {
    const seeds = (seed: number): (number | bigint)[] =>
      deepEnsemble(net, 3, { seed }).members.map((member) => member.seed);
    expect(new Set([...seeds(1), ...seeds(2)]).size).toBe(6);
    expect(seeds(1)).toEqual(seeds(1));
    // More members, the same first ones.
    expect(deepEnsemble(net, 5, { seed: 1 }).members.slice(0, 3).map(({ seed }) => seed)).toEqual(seeds(1)); // prettier-ignore
  });

  it('says what its members say, on average, and how far they are apart', async () => {
    const ensemble = await deepEnsemble(net, 3, { seed: 4 }).fit(x, y, { epochs: 30, verbose: 0 });
    const rows = [[0], [0.5], [5]];
    const { mean, variance, samples } = await ensemble.sample(rows);
    for (const [i, member] of ensemble.members.entries())
      expect([...samples.data.subarray(3 * i, 3 * i + 3)]).toEqual([...(await member.predict(rows)).data]);
    expect(await ensemble.predict(rows)).toEqual(mean);
    expect(mean).toEqual(predictiveMean(samples));
    expect(variance).toEqual(predictiveVariance(samples));
    expect(variance.data[2]!).toBeGreaterThan(variance.data[0]!);
    await ensemble.dispose();
    await expect(ensemble.predict(rows)).rejects.toThrow();
  });

  it('refuses members that predict other shapes', async () => {
    const of = (value: number[][]) => ({ fit: async () => undefined, predict: async () => value });
    let i = 0;
    const ensemble = deepEnsemble(() => of(i++ === 0 ? [[1, 2]] : [[1]]), 2);
    await expect(ensemble.predict([[0]])).rejects.toThrow(/all members must predict \[1,2\]\. Received \[1,1\]/);
  });
});

describe('samples that are kept', () => {
  it('have the mean and variance that model.sample gives, in parts of any size', async () => {
    const model = net(3n);
    const { mean, variance, samples } = await model.sample(x, { samples: 7, keepSamples: true });
    expect(samples.shape).toEqual([7, 40, 1]);
    const [m, v] = [predictiveMean(samples).data, predictiveVariance(samples).data];
    mean.data.forEach((value, i) => expect(value).toBeCloseTo(m[i]!, 6));
    variance.data.forEach((value, i) => expect(value).toBeCloseTo(v[i]!, 6));
    const again = await model.sample(x, { samples: 7, keepSamples: true, batchSize: 7 });
    again.samples.data.forEach((value, i) => expect(value).toBeCloseTo(samples.data[i]!, 6));
    expect(Object.keys(await model.sample(x, { samples: 7 }))).toEqual(['mean', 'variance']);
    await model.dispose();
  });

  it('are there too where rows share a mask', async () => {
    const model = sequential([new Dropout({ rate: 0.5, noiseShape: [1, 3] })], { name: 'shared' });
    model.compile({ seed: 1, backend });
    const { samples, mean } = await model.sample([[1, 1, 1], [2, 2, 2]], { samples: 5, keepSamples: true }); // prettier-ignore
    expect(samples.shape).toEqual([5, 2, 3]);
    samples.data.forEach((value, i) => expect([0, 2 * (1 + Math.floor((i % 6) / 3))]).toContain(value));
    predictiveMean(samples).data.forEach((value, i) => expect(value).toBeCloseTo(mean.data[i]!, 6));
    await model.dispose();
  });
});
