/** Parts cover all rows, in few sizes, with little filling. */
import { describe, expect, it } from 'vitest';
import { parts } from './rows.ts';

describe('parts', () => {
  it.each([1, 5, 256, 1000, 8192])('of at most %i rows cover every row once', (size) => {
    for (const rows of [1, 2, 3, 255, 256, 257, 600, 999, 1000, 1001, 5000]) {
      let next = 0;
      for (const { start, count, padded } of parts(rows, size)) {
        expect(start).toBe(next);
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(padded);
        expect(padded).toBeLessThanOrEqual(size);
        expect(padded === size || Number.isInteger(Math.log2(padded))).toBe(true);
        if (padded > 256) expect(count).toBeGreaterThanOrEqual(0.75 * padded);
        next += count;
      }
      expect(next).toBe(rows);
    }
  });

  it('of many sizes share a few graphs', () => {
    const sizes = new Set<number>();
    for (let rows = 1; rows <= 20000; rows++) for (const { padded } of parts(rows, 8192)) sizes.add(padded);
    expect([...sizes].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => 2 ** i));
  });
});
