/** Rows that are mixed, labels that are wrong on purpose, and what dropout did over a run. */
import { createHash } from 'node:crypto';
import { Dense, Dropout, GaussianNoise, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { cutMix, labelNoise, maskFingerprint, maskStatistics, mixup } from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';

const rows = Array.from({ length: 2000 }, (_, i) => [i]);

describe('mixup', () => {
  /** Rows 0 … n − 1 as numbers, and a label for each: so what was mixed with what can be seen. */
  const mixed = (options: object) => mixup({ x: rows, y: rows.map(([i]) => [i!, 1]) }, options);

  it('mixes rows and labels by the same share with the same partner', () => {
    const { x, y } = mixed({ alpha: 0.4, seed: 2 });
    x.data.forEach((value, i) => {
      expect(y.data[2 * i]).toBeCloseTo(value, 9);
      expect(y.data[2 * i + 1]).toBeCloseTo(1, 12);
    });
    expect(x.data.some((value, i) => Math.abs(value - i) > 100)).toBe(true);
  });

  it.each([0.2, 1, 4])('draws shares from Beta(%f, itself)', (alpha) => {
    // One class a row, two classes in all: the label of row i is its share, or its partner's rest.
    const y = rows.map((_, i) => i % 2);
    const { y: labels } = mixup({ x: rows, y }, { classes: 2, alpha, seed: 1 });
    // Half of the rows have a partner of their own class; the others show their share.
    const shares = y.map((label, i) => labels.data[2 * i + label]!).filter((share) => share < 1 - 1e-9);
    expect(shares.length).toBeGreaterThan(800);
    const mean = shares.reduce((sum, s) => sum + s, 0) / shares.length;
    const variance = shares.reduce((sum, s) => sum + (s - mean) ** 2, 0) / shares.length;
    const want = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(want / shares.length));
    expect(Math.abs(variance / want - 1)).toBeLessThan(0.2);
  });

  it('is the same for the same seed and step, and another for others', () => {
    expect(mixed({ seed: 3, step: 4 })).toEqual(mixed({ seed: 3, step: 4 }));
    expect(mixed({ seed: 3, step: 4 })).not.toEqual(mixed({ seed: 3, step: 5 }));
    expect(mixed({ seed: 3, step: 4 })).not.toEqual(mixed({ seed: 4, step: 4 }));
  });
});

describe('CutMix', () => {
  it('labels each image by the area that is seen, in one box', () => {
    const side = 8;
    const images = { data: Float32Array.from({ length: 60 * side * side }, (_, i) => Math.floor(i / side ** 2)), shape: [60, side, side, 1] }; // prettier-ignore
    const y = Int32Array.from({ length: 60 }, (_, i) => i);
    const { x, y: labels } = cutMix({ x: images, y }, { classes: 60, seed: 4 });
    let cut = 0;
    for (let row = 0; row < 60; row++) {
      const image = x.data.subarray(row * side ** 2, (row + 1) * side ** 2);
      const foreign = [...image.keys()].filter((p) => image[p] !== row);
      expect(labels.data[row * 60 + row]).toBeCloseTo(1 - foreign.length / side ** 2, 12);
      if (foreign.length === 0) continue;
      cut++;
      const [lines, columns] = [foreign.map((p) => Math.floor(p / side)), foreign.map((p) => p % side)];
      const extent = (of: number[]): number => Math.max(...of) - Math.min(...of) + 1;
      expect(extent(lines) * extent(columns)).toBe(foreign.length);
      const partner = image[foreign[0]!]!;
      expect(foreign.every((p) => image[p] === partner)).toBe(true);
      expect(labels.data[row * 60 + partner]).toBeCloseTo(foreign.length / side ** 2, 12);
    }
    expect(cut).toBeGreaterThan(30);
  });
});

describe('label noise', () => {
  const labels = Int32Array.from({ length: 6000 }, (_, i) => i % 3);

  it('replaces as many labels as it should, by any other class alike', () => {
    const noisy = labelNoise(labels, { rate: 0.3, classes: 3, seed: 1 });
    const steps = noisy.map((label, i) => (label - labels[i]! + 3) % 3);
    const count = (step: number): number => steps.filter((s) => s === step).length;
    expect(Math.abs((count(1) + count(2)) / 6000 - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 6000));
    expect(Math.abs(count(1) - count(2))).toBeLessThan(5 * Math.sqrt(1800));
    expect(labelNoise(labels, { rate: 0.3, classes: 3, seed: 1 })).toEqual(noisy);
    expect(labelNoise(labels, { rate: 0.3, classes: 3, seed: 1, step: 1 })).not.toEqual(noisy);
  });
});

describe('masks', () => {
  const model = sequential([new Dropout({ rate: [0.1, 0.5, 0.9] }), new GaussianNoise({ stddev: 1 }), new Dense({ units: 2 }), new Dropout({ rate: 0.25, noiseShape: [1, 2] })], { name: 'net' }); // prettier-ignore
  model.compile({ seed: 4, backend: cpu({ threads: 1 }) });
  model.buildFor([3]);

  it('drop each unit as often as its rate says, by unit, by site, and where rows share', async () => {
    const seen = await maskStatistics(model, { steps: 60, batchSize: 20 });
    expect(Object.keys(seen)).toEqual(['net/dropout', 'net/dropout1']);
    const [own, shared] = Object.values(seen) as [(typeof seen)[string], (typeof seen)[string]];
    expect([own.masks, own.shape, shared.masks, shared.shape]).toEqual([1200, [3], 60, [2]]);
    [0.1, 0.5, 0.9].forEach((p, i) =>
      expect(Math.abs(own.dropped[i]! - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 1200)),
    );
    expect(own.rate).toBeCloseTo((own.dropped[0]! + own.dropped[1]! + own.dropped[2]!) / 3, 12);
    for (const share of shared.dropped) expect(Math.abs(share - 0.25)).toBeLessThan(5 * Math.sqrt(0.1875 / 60));
  });

  it('are counted from any step, and add up', async () => {
    const of = async (from: number, steps: number) =>
      (await maskStatistics(model, { from, steps, batchSize: 5 }))['net/dropout']!.dropped;
    const [first, second, both] = [await of(0, 4), await of(4, 4), await of(0, 8)];
    both.forEach((share, i) => expect(share).toBeCloseTo((first[i]! + second[i]!) / 2, 12));
    await expect(maskStatistics(model, { steps: 0 })).rejects.toThrow(/steps must be a whole number from 1 up/);
  });

  it('have fingerprints of their shape and values', async () => {
    const mask = { dtype: 'bool', shape: [2, 3], data: Uint8Array.of(1, 0, 1, 1, 0, 0) } as const;
    const want = createHash('sha256').update('bool[2,3]').update(mask.data).digest('hex').slice(0, 12);
    expect(await maskFingerprint(mask)).toBe(want);
    expect(await maskFingerprint({ ...mask, shape: [3, 2] })).not.toBe(want);
    const part = { ...mask, data: Uint8Array.of(9, ...mask.data).subarray(1) };
    expect(await maskFingerprint(part)).toBe(want);
  });
});

it.each<[string, () => unknown, RegExp]>([
  [
    'class numbers without classes',
    () => mixup({ x: [[1], [2]], y: Int32Array.of(0, 1) }),
    /class numbers cannot be mixed.*\{ classes \}/,
  ],
  ['labels of other rows', () => mixup({ x: [[1], [2]], y: [[1]] }), /y must have 2 rows, as x/],
  ['a label that is no class', () => mixup({ x: [[1]], y: [2] }, { classes: 2 }), /whole numbers from 0 to 1/],
  ['an alpha of 0', () => mixup({ x: [[1]], y: [[1]] }, { alpha: 0 }), /alpha must be a finite number above 0/],
  ['images without channels', () => cutMix({ x: [[[1]]], y: [[1]] }), /x must be \[rows, height, width, channels\]/],
  ['a rate above 1', () => labelNoise([0], { rate: 2, classes: 2 }), /rate must be in \[0, 1\]/],
  ['one class', () => labelNoise([0], { rate: 0.5, classes: 1 }), /classes must be a whole number from 2 up/],
])('refuses %s', (_, call, message) => {
  expect(call).toThrow(message);
});
