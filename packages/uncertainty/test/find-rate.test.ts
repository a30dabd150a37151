/** The search for a dropout rate: fair comparisons, a budget that holds, and an answer that says how sure it is. */
import { Dense, Dropout, SGD, sequential, type Model } from '@bernoulli/api';
import { siteKey, uniform } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { findRate, type RateTrial } from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';
import { compare } from '../src/rates/compare.ts';

const backend = cpu({ threads: 1 });

function net({ rate, seed }: RateTrial): Model {
  const model = sequential([new Dense({ units: 16, activation: 'relu' }), new Dropout({ rate }), new Dense({ units: 1 })], { name: 'net' }); // prettier-ignore
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['meanAbsoluteError'], seed, backend });
  return model;
}

const u = uniform(siteKey(3, 'data', 0), [90, 3]);
const x = Array.from({ length: 90 }, (_, i) => [u[3 * i]!, u[3 * i + 1]!]);
const y = x.map(([a, b], i) => [a! - 2 * b! + 0.1 * u[3 * i + 2]!]);

describe('findRate', () => {
  it('finds that a line needs no dropout, says what cannot be told apart, and keeps to its budget', async () => {
    const built: RateTrial[] = [];
    const search = await findRate(
      (trial) => {
        built.push(trial);
        return net(trial);
      },
      { x, y },
      { rates: [0.05, 0.5, 0.9], folds: 3, budget: 240, batchSize: 8 },
    );
    expect(search.results.map(({ rate }) => rate)).toEqual([0, 0.05, 0.5, 0.9]);
    // Two rounds of 120: 10 epochs for each of 4 · 3 models; then 20 for each of the 2 · 3 that are left.
    expect(search.results.map(({ epochs }) => epochs)).toEqual([30, 30, 10, 10]);
    expect(search.spent).toBe(240);
    expect(search.rate).toBe('none');
    const leader = search.results.find(({ rate }) => rate === search.leader)!;
    expect(leader.behind).toEqual({ mean: 0, low: 0, high: 0 });
    const worst = search.results.at(-1)!;
    expect(worst.behind.low).toBeGreaterThan(0);
    expect(search.alike).not.toContain(0.9);
    // In a fold all rates share a seed; folds do not.
    const seeds = new Set(built.map(({ seed }) => seed));
    expect([built.length, seeds.size]).toEqual([12, 3]);
    for (const rate of [0, 0.05, 0.5, 0.9]) expect(new Set(built.filter((one) => one.rate === rate).map(({ seed }) => seed))).toEqual(seeds); // prettier-ignore
  });

  it('shares the draws behind the masks: what a rate keeps, a smaller rate keeps too', async () => {
    const kept: Record<number, Uint8Array> = {};
    for (const rate of [0.2, 0.5, 0.8]) {
      const model = net({ rate, seed: 9n });
      model.buildFor([2]);
      kept[rate] = (await model.masks(4))['net/dropout']!.data as Uint8Array;
      await model.dispose();
    }
    const inside = (a: number, b: number): boolean => kept[a]!.every((one, i) => one <= kept[b]![i]!);
    expect([inside(0.8, 0.5), inside(0.5, 0.2), inside(0.2, 0.8)]).toEqual([true, true, false]);
  });

  it('finds the rate that is better, where one is, and repeats itself', async () => {
    // A model that is told the rate as a starting point: 0.5 begins where the answer is, the others do not move.
    const at = ({ rate, seed }: RateTrial): Model => {
      const kernelInitializer = rate === 0.5 ? 'ones' : 'zeros';
      const model = sequential([new Dense({ units: 1, useBias: false, kernelInitializer })], { name: 'told' });
      const optimizer = new SGD({ learningRate: 1e-12 });
      model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['meanAbsoluteError'], seed, backend });
      return model;
    };
    const data = { x: x.map(([a]) => [a!]), y: x.map(([a]) => [a!]) };
    const options = { rates: [0, 0.25, 0.5], folds: 3, budget: 18, monitor: 'meanAbsoluteError', mode: 'min' } as const;
    const search = await findRate(at, data, options);
    expect([search.rate, search.leader, search.alike]).toEqual([0.5, 0.5, []]);
    expect(search.results.every(({ rate, behind }) => rate === 0.5 || behind.low > 0)).toBe(true);
    expect(await findRate(at, data, options)).toEqual(search);
    // Turned around, the others lead, and cannot be told from rate 0.
    const turned = await findRate(at, data, { ...options, mode: 'max' });
    expect([turned.rate, turned.leader, turned.alike]).toEqual(['none', 0, [0.25]]);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a budget that is too small', () => findRate(net, { x, y }, { rates: [0.5], folds: 2, budget: 3 }), /2 rates in 2 folds take 1 rounds, and so a budget of 4 epochs or more\. Received 3/], // prettier-ignore
    ['no rate but 0', () => findRate(net, { x, y }, { rates: [0] }), /a rate other than 0/],
    ['a rate above 1', () => findRate(net, { x, y }, { rates: [50] }), /rates\[0\] must be in \[0, 1\]/],
    ['one fold', () => findRate(net, { x, y }, { folds: 1 }), /folds must be a whole number from 2 up/],
    ['a figure without a direction', () => findRate(net, { x, y }, { monitor: 'accuracy' }), /mode must say whether a larger accuracy/], // prettier-ignore
    ['fewer rows than folds', () => findRate(net, { x: [[1, 2]], y: [[1]] }), /a row for each of 5 folds/],
    ['labels of other rows', () => findRate(net, { x, y: [[1]] }), /y must have 90 rows, as x/],
    ['no build', () => findRate({} as never, { x, y }), /build must be a function/],
    [
      'another seed',
      () => findRate(({ rate }) => net({ rate, seed: 1n }), { x, y }),
      /compile the model with the seed/,
    ],
    ['a figure that is not there', () => findRate(net, { x, y }, { rates: [0.5], folds: 2, budget: 4, monitor: 'acc', mode: 'max' }), /there is no figure acc.*There are loss, meanAbsoluteError/], // prettier-ignore
    ['a misspelt option', () => findRate(net, { x, y }, { fold: 3 } as never), /Did you mean folds\?/],
  ])('refuses %s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

it('a difference is judged by Student, with what folds share', () => {
  // Mean 2, standard deviation 1, t(0.975, 2) = 4.3027, √(1/3 + 1/2).
  const { mean, low, high } = compare([1, 2, 3], 0.95);
  expect(mean).toBe(2);
  expect(high - mean).toBeCloseTo(4.302652729911275 * Math.sqrt(5 / 6), 9);
  expect(mean - low).toBeCloseTo(high - mean, 12);
});
