import { describe, expect, it } from 'vitest';
import { loadDigits } from '../data/digits.ts';
import { fewDigits } from './few-digits.ts';
import { accuracyOf, largestDifference } from './probabilities.ts';
import { readOptions } from './program.ts';
import { percent, points, spreadOf } from './spread.ts';

describe('readOptions', () => {
  const kinds = { backend: 'NAME', seeds: 'N' } as const;

  it('reads both forms, and leaves out what was not given', () => {
    expect(readOptions(kinds, ['--seeds', '3', '--backend=cpu'])).toEqual({ seeds: 3, backend: 'cpu' });
    expect(readOptions(kinds, [])).toEqual({ seeds: undefined, backend: undefined });
  });

  it.each([
    [['--seed', '3'], /Unknown option '--seed'\. Options are --backend NAME, --seeds N\./],
    [['digits'], /Unexpected argument 'digits'/],
    [['--seeds'], /argument missing/],
    [['--seeds', '0'], /--seeds must be a whole number from 1 up\. Received 0\./],
    [['--seeds', '2.5'], /Received 2\.5\./],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(kinds, args)).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(message) }),
    );
  });
});

describe('fewDigits', () => {
  const rowsOf = ({ x }: { x: { data: ArrayLike<number>; shape: readonly number[] } }): string[] =>
    Array.from({ length: x.shape[0]! }, (_, i) => Array.from({ length: 64 }, (_, p) => x.data[i * 64 + p]).join());
  const all = loadDigits().train;
  const labelOf = new Map(rowsOf(all).map((row, i) => [row, all.y[i]]));

  it('has exactly as many wrong labels as asked for, and none in the validation set', () => {
    const { train, validation } = fewDigits(3, { count: 320, wrong: 0.3, validation: 100 });
    const wrong = (set: typeof train): number => rowsOf(set).filter((row, i) => labelOf.get(row) !== set.y[i]).length;
    expect([train.y.length, wrong(train)]).toEqual([320, 96]);
    expect([validation!.y.length, wrong(validation!)]).toEqual([100, 0]);
    const seen = new Set(rowsOf(train));
    expect(rowsOf(validation!).some((row) => seen.has(row))).toBe(false);
  });

  it('follows from the seed', () => {
    const draw = (seed: number): Int32Array => fewDigits(seed, { count: 50, wrong: 0.5 }).train.y;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

it('spreads are sample standard deviations', () => {
  expect(spreadOf([0.1, 0.2, 0.3])).toEqual({ mean: expect.closeTo(0.2, 12), sd: expect.closeTo(0.1, 12) });
  expect(spreadOf([0.5])).toEqual({ mean: 0.5, sd: 0 });
  expect(percent({ mean: 0.9321, sd: 0.0068 })).toBe('93.2 ± 0.7 %');
  expect(percent({ mean: -0.0871, sd: 0.0782 })).toBe('−8.7 ± 7.8 %');
  expect(points({ mean: -0.006, sd: 0.0062 })).toBe('−0.6 ± 0.6');
});

it('probabilities are compared by their likeliest class and their largest difference', () => {
  const two = Float32Array.of(0.25, 0.75, 0.5, 0.5);
  expect(accuracyOf(two, Int32Array.of(1, 0))).toBe(1);
  expect(accuracyOf(two, Int32Array.of(0, 0))).toBe(0.5);
  expect(largestDifference(two, Float32Array.of(0.25, 0.5, 0.5, 1))).toBe(0.5);
  expect(largestDifference(two, Float32Array.of(NaN, 0.75, 0.5, 0.5))).toBeNaN();
});
