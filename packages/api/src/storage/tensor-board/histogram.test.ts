import { describe, expect, it } from 'vitest';
import { histogramOf } from './histogram.ts';

describe('a histogram', () => {
  it('has one bucket where all values are alike', () => {
    expect(histogramOf([3, 3, 3])).toEqual({
      min: 3,
      max: 3,
      num: 3,
      sum: 9,
      sumSquares: 27,
      limits: Float64Array.of(3),
      counts: Float64Array.of(3),
    });
  });

  it('is of nothing where there is nothing, and leaves out what is not finite', () => {
    const none = { min: 0, max: 0, num: 0, sum: 0, limits: Float64Array.of(0), counts: Float64Array.of(0) };
    expect(histogramOf([])).toMatchObject(none);
    expect(histogramOf([NaN, Infinity])).toMatchObject(none);
    expect(histogramOf([NaN, 1, 2])).toMatchObject({ min: 1, max: 2, num: 2 });
  });

  it('counts every value once, the largest in the last bucket', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * 7.3) * 0.1);
    const { counts, limits, min, max } = histogramOf(values);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(counts.at(-1)).toBeGreaterThan(0);
    expect([limits.length, limits.at(-1)]).toEqual([30, max]);
    expect(limits[0]! - min).toBeCloseTo((max - min) / 30, 12);
  });
});
