import { fillUniform, key } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { planArena, type Lifetime } from './arena.ts';

function randomLifetimes(seed: number, count: number): Lifetime[] {
  const draws = new Float32Array(3 * count);
  fillUniform(key(seed), draws);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor(draws[3 * i]! * 50);
    return { bytes: Math.floor(draws[3 * i + 1]! * 5000), from, to: from + Math.floor(draws[3 * i + 2]! * 10) };
  });
}

const alignedBytes = (bytes: number): number => Math.ceil(bytes / 64) * 64;

describe('planArena', () => {
  it.each([1, 2, 3, 4, 5])('never lets two live buffers touch (draw %i)', (seed) => {
    const lifetimes = randomLifetimes(seed, 120);
    const { offsets, bytes } = planArena(lifetimes);
    lifetimes.forEach((a, i) => {
      expect(offsets[i]! % 64).toBe(0);
      expect(offsets[i]! + a.bytes).toBeLessThanOrEqual(bytes);
      lifetimes.forEach((b, j) => {
        if (i === j || a.to < b.from || b.to < a.from || a.bytes === 0 || b.bytes === 0) return;
        expect(offsets[i]! + a.bytes <= offsets[j]! || offsets[j]! + b.bytes <= offsets[i]!).toBe(true);
      });
    });
  });

  it('needs no more than the fullest moment for a chain', () => {
    const chain = Array.from({ length: 20 }, (_, i) => ({ bytes: 1000, from: i, to: i + 1 }));
    expect(planArena(chain).bytes).toBe(2 * alignedBytes(1000));
  });

  it('stays near the fullest moment in general', () => {
    const lifetimes = randomLifetimes(9, 200);
    const loads = Array.from({ length: 60 }, (_, t) =>
      lifetimes.reduce((sum, { bytes, from, to }) => sum + (from <= t && t <= to ? alignedBytes(bytes) : 0), 0),
    );
    expect(planArena(lifetimes).bytes).toBeLessThan(1.3 * Math.max(...loads));
  });
});
