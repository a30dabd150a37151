/** Kinds that keep one of a few subsets, and rows that share one: each held to the law that it states. */
import { DropKey, Dropout, Flatten, Masksembles, PatchDropout, sequential } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { interpret } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace } from '../src/tracing/trace.ts';
import { alone, expectMoments, expectNear } from './alone.ts';

const x = [1, -2, 0.5, 3];

describe('Masksembles', () => {
  it.each([
    { masks: 4, scale: 2, features: 4 },
    { masks: 4, scale: 2, features: 64 },
    { masks: 8, scale: 3, features: 100 },
    { masks: 3, scale: 1, features: 7 },
    { masks: 1, scale: 2, features: 5 },
  ])('makes masks of one size that leave no feature out: %j', async ({ masks, scale, features }) => {
    const model = alone(new Masksembles({ masks, scale }), [features]);
    const { data } = (await model.getWeights())['net/masksembles/masks']!;
    const rows = Array.from({ length: masks }, (_, i) => [...data.slice(i * features, (i + 1) * features)]);
    const ones = new Set(rows.map((row) => row.reduce((sum, m) => sum + m, 0)));
    expect(ones.size).toBe(1);
    for (let j = 0; j < features; j++) expect(rows.some((row) => row[j] === 1)).toBe(true);
    // What two masks share is 1 / scale of either, on average.
    const shared = rows.slice(1).map((row) => row.reduce((sum, m, j) => sum + m * rows[0]![j]!, 0));
    const [size] = ones;
    if (scale === 1) for (const count of shared) expect(count).toBe(features);
    else if (features > 50)
      expect(Math.abs(shared.reduce((a, b) => a + b, 0) / shared.length / size! - 1 / scale)).toBeLessThan(0.15);
  });

  it('samples each member once, and predicts with the mean mask', async () => {
    const masks = 4;
    const model = alone(new Masksembles({ masks }), [8]);
    const { data } = (await model.getWeights())['net/masksembles/masks']!;
    const row = Array.from({ length: 8 }, (_, j) => j - 2.5);
    const share = row.map(
      (_, j) => Array.from({ length: masks }, (_, i) => data[8 * i + j]!).reduce((a, b) => a + b) / masks,
    );
    const close = (got: ArrayLike<number>, want: readonly number[]) =>
      want.forEach((value, j) => expect(got[j]).toBeCloseTo(value, 5));
    close(
      (await model.predict([row])).data,
      row.map((value, j) => share[j]! * value),
    );
    for (const samples of [masks, 3 * masks]) {
      const { mean, variance } = await model.sample([row, row], { samples });
      for (const at of [0, 8]) {
        close(
          mean.data.slice(at),
          row.map((value, j) => share[j]! * value),
        );
        close(
          variance.data.slice(at),
          row.map((value, j) => share[j]! * (1 - share[j]!) * value ** 2),
        );
      }
    }
  });

  it('has the same masks in every step, row by row', async () => {
    const model = alone(new Masksembles({ masks: 3, scale: 1.5 }), [6]);
    const site = 'net/masksembles';
    const [first, other] = [await model.masks(0, { batchSize: 9 }), await model.masks(5, { batchSize: 9 })];
    expect(first[site]!.data).toEqual(other[site]!.data);
    const { data } = (await model.getWeights())[`${site}/masks`]!;
    expect([...first[site]!.data].map(Number)).toEqual([...data, ...data, ...data]);
    expect(await model.logProbability(first)).toBe(0);
  });

  it('finds masks wherever it stands', async () => {
    for (let place = 0; place < 12; place++) {
      const model = alone(new Masksembles({ masks: 3, scale: 1.5, name: `place${place}` }), [4]);
      const { data } = (await model.getWeights())[`net/place${place}/masks`]!;
      expect([0, 1, 2].map((mask) => [...data.slice(4 * mask, 4 * mask + 4)].filter(Boolean).length)).toEqual([
        3, 3, 3,
      ]);
    }
  });

  it('refuses a scale for which there are no masks', async () => {
    await expect(alone(new Masksembles({ masks: 8, scale: 1000 }), [3]).getWeights()).rejects.toThrow(
      /there are no 8 masks of scale 1000 on 3 features/,
    );
    expect(() => new Masksembles({ scale: 0.5 })).toThrow('scale must be a finite number of at least 1');
  });
});

describe('PatchDropout', () => {
  const tokens = 6;
  const rows = Array.from({ length: tokens }, (_, i) => [i, 10 + i]);

  it.each(['own', 'shared'] as const)('keeps so many tokens, in order: rows %s', async (kind) => {
    const layer = new PatchDropout({ rate: 0.5, prefixTokens: 1, rows: kind });
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train', injected: new Set(['net']) });
    const y = layer.apply(trace.input('x', { dtype: 'f32', shape: [2, tokens, 2] }));
    expect(y.shape).toEqual([2, 4, 2]);
    const graph = trace.b.build({ outputs: { y: y.ref } });
    const given = kind === 'own' ? [0, 1, 1, 0, 1, 1, 0, 0, 1, 1] : [0, 1, 1, 0, 1];
    const { outputs } = interpret(graph, {
      x: { dtype: 'f32', shape: [2, tokens, 2], data: Float32Array.from([rows, rows].flat(2)) },
      'mask:net': { dtype: 'bool', shape: [kind === 'own' ? 2 : 1, 5], data: Uint8Array.from(given) },
    });
    const second = kind === 'own' ? [0, 1, 4, 5] : [0, 2, 3, 5];
    const wanted = [[0, 2, 3, 5], second].flat().flatMap((i) => rows[i]!);
    expect([...outputs['y']!.data]).toEqual(wanted);
  });

  it('draws every choice equally often, and knows how likely it is', async () => {
    const model = sequential([new PatchDropout({ rate: 0.5 }), new Flatten()], { name: 'net' });
    model.compile({ seed: 4, backend: interpreter() });
    model.buildFor([4, 1]);
    const site = 'net/patchDropout';
    const { [site]: mask } = await model.masks(1, { batchSize: 3000 });
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const row = String(mask!.data.slice(4 * i, 4 * i + 4));
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expectNear(count / 3000, 1 / 6, 5 / 36, 3000);
    expect(
      await model.logProbability({
        [site]: [
          [1, 0, 1, 0],
          [0, 0, 1, 1],
        ],
      }),
    ).toBeCloseTo(-2 * Math.log(6), 5);
    expect(await model.logProbability({ [site]: [[1, 0, 1, 1]] })).toBe(-Infinity);
  });

  it('is the identity in inference, and keeps one token at least', async () => {
    const model = alone(new PatchDropout({ rate: 0.99 }), [3, 2]);
    expect([...(await model.predict([rows.slice(0, 3)])).data]).toEqual(rows.slice(0, 3).flat());
    const { 'net/patchDropout': mask } = await model.masks(0, { batchSize: 50 });
    for (let i = 0; i < 50; i++) expect([...mask!.data.slice(3 * i, 3 * i + 3)].filter(Boolean)).toHaveLength(1);
  });

  it.each([
    [{ rate: 1 }, 'rate must be in [0, 1)'],
    [{ rate: 0.5, prefixTokens: -1 }, 'prefixTokens must be a whole number from 0 up'],
  ])('refuses %j', (config, message) => expect(() => new PatchDropout(config)).toThrow(message));
});

describe('DropKey', () => {
  it('leaves shares that sum to 1, 0 for what is dropped; and all where all is dropped', async () => {
    const layer = new DropKey({ rate: 0.4 });
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train', injected: new Set(['net']) });
    const scores = trace.input('x', { dtype: 'f32', shape: [1, 2, 4] });
    const graph = trace.b.build({ outputs: { y: layer.apply(scores).softmax().ref } });
    const { outputs } = interpret(graph, {
      x: { dtype: 'f32', shape: [1, 2, 4], data: Float32Array.from([...x, ...x]) },
      'mask:net': { dtype: 'bool', shape: [1, 2, 4], data: Uint8Array.from([1, 0, 1, 0, 0, 0, 0, 0]) },
    });
    const shares = [...outputs['y']!.data];
    const of = (kept: readonly number[]): number[] => {
      const powers = x.map((value, i) => (kept.includes(i) ? Math.exp(value) : 0));
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    };
    [...of([0, 2]), ...of([0, 1, 2, 3])].forEach((share, i) => expect(shares[i]).toBeCloseTo(share, 6));
  });
});

describe('shareRows of Dropout', () => {
  const groups = (config: object = {}) => alone(new Dropout({ rate: 0.5, shareRows: 4, ...config }), [6]);

  it('gives rows side by side one mask, other rows another', async () => {
    const { 'net/dropout': mask } = await groups().masks(2, { batchSize: 10 });
    const rows = Array.from({ length: 10 }, (_, i) => String(mask!.data.slice(6 * i, 6 * i + 6)));
    expect(new Set(rows).size).toBe(3);
    rows.forEach((row, i) => expect(row).toBe(rows[i - (i % 4)]));
  });

  it('weighs a mask once for each group, and knows masks that cannot be', async () => {
    const row = [1, 0, 1, 1, 0, 0];
    const of = (rows: readonly number[][]) => groups().logProbability({ 'net/dropout': rows });
    expect(await of([row, row, row, row, row])).toBeCloseTo(12 * Math.log(0.5), 5);
    expect(await of([row, row, row.map((m) => 1 - m)])).toBe(-Infinity);
  });

  it('draws anew for each sample, with the moments of the law', async () => {
    await expectMoments(groups(), [1, -2, 0.5, 3, 4, 5], [1, -2, 0.5, 3, 4, 5], [1, 4, 0.25, 9, 16, 25]);
  });

  it('refuses to share what is shared', () => {
    expect(() => groups({ noiseShape: [1, null] })).toThrow('Dropout: shareRows must be 1 where noiseShape shares');
    expect(() => groups({ shareRows: 0 })).toThrow('Dropout: shareRows must be a whole number from 1 up');
  });
});
