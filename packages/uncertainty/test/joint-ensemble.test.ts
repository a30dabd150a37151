/** An ensemble that is one program: its members are what they would be alone. */
import { Adam, Dense, Dropout, EarlyStopping, sequential, type Sequential, type TensorData } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { deepEnsemble, predictiveMean, predictiveVariance, type JointEnsemble } from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';

const backend = cpu({ threads: 1 });
const x = Array.from({ length: 40 }, (_, i) => [i / 20 - 1, Math.cos(i)]);
const y = x.map(([a, b]) => [a! * b!]);
const n = 3;
const compile = { optimizer: new Adam({ learningRate: 0.02 }), loss: 'meanSquaredError', backend } as const;

const net = (): Sequential =>
  sequential([new Dense({ units: 8, activation: 'relu' }), new Dropout({ rate: 0.3 }), new Dense({ units: 1 })], { name: 'net' }); // prettier-ignore
const joint = (seed = 4): JointEnsemble => deepEnsemble(net, n, { seed, compile });

/** What belongs to a member, under the paths that it has alone. */
function ofMember(all: Readonly<Record<string, TensorData>>, member: number): Record<string, TensorData> {
  const below = `ensemble/members/${member}/`;
  const own = Object.entries(all).filter(([path]) => path.startsWith(below));
  return Object.fromEntries(own.map(([path, value]) => [`net/${path.slice(below.length)}`, value]));
}

describe('an ensemble that is one program', () => {
  it('trains its members to the numbers of members that are trained alone', async () => {
    const ensemble = joint();
    ensemble.model.buildFor([2]);
    const first = await ensemble.model.getWeights();
    const alone = await Promise.all(
      Array.from({ length: n }, async (_, i) => {
        const model = net();
        model.compile({ ...compile, seed: 99 + i });
        model.buildFor([2]);
        await model.setWeights(ofMember(first, i));
        return model;
      }),
    );
    for (let step = 0; step < 6; step++) {
      const masks = await ensemble.model.masks(step, { batchSize: 10 });
      const rows = x.slice(10 * (step % 4), 10 * (step % 4) + 10);
      const labels = y.slice(10 * (step % 4), 10 * (step % 4) + 10);
      for (const [i, model] of alone.entries()) await model.trainOnBatch(rows, labels, { masks: ofMember(masks, i) });
      await ensemble.model.trainOnBatch(rows, Object.fromEntries(alone.map((_, i) => [`member${i}`, labels])));
    }
    const last = await ensemble.model.getWeights();
    const { samples } = await ensemble.sample(x);
    for (const [i, model] of alone.entries()) {
      expect(ofMember(last, i)).toEqual(await model.getWeights());
      expect([...samples.data.subarray(40 * i, 40 * i + 40)]).toEqual([...(await model.predict(x)).data]);
      await model.dispose();
    }
    await ensemble.dispose();
  });

  it('has members that begin and draw apart, as its seed says', async () => {
    const begun = async (seed: number): Promise<string[]> => {
      const { model } = joint(seed);
      model.buildFor([2]);
      const weights = await model.getWeights();
      const masks = await model.masks(0, { batchSize: 40 });
      return [0, 1, 2].flatMap((i) => [
        String(ofMember(weights, i)['net/dense/kernel']!.data),
        String(ofMember(masks, i)['net/dropout']!.data),
      ]);
    };
    expect(new Set([...(await begun(1)), ...(await begun(2))]).size).toBe(12);
    expect(await begun(1)).toEqual(await begun(1));
  });

  it('learns, is judged and stopped as one, and says what its members say', async () => {
    const ensemble = joint();
    const seen: number[] = [];
    await ensemble.fit(x, y, {
      epochs: 60,
      batchSize: 10,
      verbose: 0,
      validationData: [x.slice(0, 8), y.slice(0, 8)],
      callbacks: [
        new EarlyStopping({ monitor: 'valLoss', patience: 50 }),
        { onEpochEnd: (_epoch, logs) => void seen.push(logs!['valLoss']!, logs!['valMember2Loss']!) },
      ],
    });
    expect(seen.at(-2)).toBeLessThan(seen[0]! / 3);
    expect(seen.every(Number.isFinite)).toBe(true);
    const { mean, variance, samples } = await ensemble.sample(x);
    expect(samples.shape).toEqual([n, 40, 1]);
    expect(mean).toEqual(predictiveMean(samples));
    expect(variance).toEqual(predictiveVariance(samples));
    expect(await ensemble.predict(x)).toEqual(mean);
    await ensemble.dispose();
    await expect(ensemble.predict(x)).rejects.toThrow();
  });

  it.each<[string, () => unknown]>([
    ['build must make a network. Received object', () => deepEnsemble(() => ({}) as never, 2, { compile })],
    ['build must make a new network each time', () => { const one = net(); return deepEnsemble(() => one, 2, { compile }); }], // prettier-ignore
    ['globalClipnorm would clip the members', () => deepEnsemble(net, 2, { compile: { ...compile, optimizer: new Adam({ globalClipnorm: 1 }) } })], // prettier-ignore
    ['compile must be what compile is told, without the seed', () => deepEnsemble(net, 2, { compile: { ...compile, seed: 1 } as never })], // prettier-ignore
    ['there is no setting "los"', () => deepEnsemble(net, 2, { compile: { ...compile, los: 'mse' } as never })],
  ])('refuses: %s', (message, make) => expect(make).toThrow(message));

  it('refuses sources of batches', async () => {
    const source = { *[Symbol.iterator]() { yield { x, y }; } }; // prettier-ignore
    await expect(joint().fit(source as never, undefined as never, { verbose: 0 })).rejects.toThrow('learn from arrays');
    await expect(joint().fit(x, y, { validationData: source as never, verbose: 0 })).rejects.toThrow(
      'learn from arrays',
    );
  });
});
