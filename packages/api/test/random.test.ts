/** Draws by key: by law, and by count. */
import { describe, expect, it } from 'vitest';
import { bernoulli, bits, foldIn, key, permutation, split, STREAM_VERSION, uniform } from '@bernoulli/api/random';

describe('draws', () => {
  const k = foldIn(key(5), 9);

  it('of rows in parts are the draw at once', () => {
    const whole = {
      bits: bits(k, [7, 3, 2]),
      uniform: uniform(k, [7, 3, 2]),
      bernoulli: bernoulli(k, [0.3, 0.8], [7, 3, 2]),
    };
    expect(bits(k, [2, 3, 2], 5)).toEqual(whole.bits.slice(30));
    expect(uniform(k, [4, 3, 2], 1)).toEqual(whole.uniform.slice(6, 30));
    expect(bernoulli(k, [0.3, 0.8], [2, 3, 2], 5)).toEqual(whole.bernoulli.slice(30));
  });

  it('of a scalar and of nothing have one and no element', () => {
    expect([bits(k, []).length, uniform(k, [0, 3]).length, bernoulli(k, [], [4, 0]).length]).toEqual([1, 0, 0]);
  });

  it('of p = 0 and p = 1 are certain', () => {
    const mask = bernoulli(k, [0, 1], [5000, 2]);
    expect(mask.every((m, i) => m === i % 2)).toBe(true);
  });

  it('have the frequency that p says, place by place', () => {
    const p = [0.05, 0.5, 0.9];
    const rows = 40_000;
    const mask = bernoulli(k, p, [rows, 3]);
    p.forEach((chance, j) => {
      const mean = mask.reduce((sum, m, i) => (i % 3 === j ? sum + m : sum), 0) / rows;
      expect(Math.abs(mean - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / rows));
    });
  });

  it.each<[string, () => unknown, string]>([
    ['p above 1', () => bernoulli(k, 1.5, [2]), 'bernoulli: p must be in [0, 1]. Received 1.5.'],
    ['p NaN in a list', () => bernoulli(k, [0.5, NaN], [2]), 'bernoulli: p must be in [0, 1]. Received NaN.'],
    [
      'too few p',
      () => bernoulli(k, [0.5], [2]),
      'bernoulli: 1 probabilities need a last axis of that size. Received [2].',
    ],
    [
      'p for a scalar',
      () => bernoulli(k, [0.5], []),
      'bernoulli: 1 probabilities need a last axis of that size. Received [].',
    ],
    ['a negative size', () => bits(k, [-1]), 'bits: shape must be a list of whole numbers from 0 up. Received [-1].'],
    ['a fractional size', () => uniform(k, [1.5]), 'uniform: shape must be a list'],
    ['no shape', () => uniform(k, undefined as never), 'uniform: shape must be a list'],
    [
      'a negative offset',
      () => uniform(k, [2], -1),
      'uniform: offset must be a whole number of rows from 0 up. Received -1.',
    ],
    [
      'n that is no count',
      () => permutation(k, -1),
      'permutation: n must be a whole number from 0 to 2³²−1. Received -1.',
    ],
  ])('refuse %s', (_, draw, message) => expect(draw).toThrow(message));
});

describe('permutation', () => {
  it.each([0, 1, 2, 1000, 10_000])('of %d holds each number once', (n) => {
    const order = permutation(key(3), n);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  });

  it('is fixed by the key (stream version 1)', () => {
    expect(STREAM_VERSION).toBe(1);
    expect([...permutation(key(0), 8)]).toEqual([4, 6, 2, 3, 5, 0, 1, 7]);
    expect(permutation(key(1), 100)).not.toEqual(permutation(key(2), 100));
  });

  it('passes over words that would make some places likelier, and takes the next', () => {
    const [k, n] = [key(5), 100_000];
    const all = bits(k, [n + 100]);
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    let [at, passed] = [0, 0];
    for (let i = n - 1; i > 0; i--) {
      const places = BigInt(i + 1);
      // The largest multiple of the number of places up to 2³²: each place has as many words below it.
      while (BigInt(all[at]!) >= (2n ** 32n / places) * places) [at, passed] = [at + 1, passed + 1];
      const j = Number(BigInt(all[at++]!) % places);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    expect(passed).toBeGreaterThan(0);
    expect(permutation(k, n).findIndex((row, i) => row !== order[i])).toBe(-1);
  });

  it('favours no order: chi-squared over the 24 orders of 4', () => {
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (const k of split(key(11), draws)) {
      const order = String(permutation(k, 4));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chi = [...counts.values()].reduce((sum, c) => sum + (c - draws / 24) ** 2 / (draws / 24), 0);
    expect(chi).toBeLessThan(60); // 23 degrees of freedom: exceeded once in 30,000 keys
  });
});
