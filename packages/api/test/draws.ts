/** What a test does with draws: counts them, and finds them in their arrays. */
import { expect } from 'vitest';
import { chiSquare, chiSquareBound } from './statistics.ts';

/** How often each category was drawn is how likely it is. */
export function expectFrequencies(categories: readonly number[], likely: readonly number[]): void {
  const n = categories.length;
  // Chi-square wants a handful in each category: the rare ones are counted together.
  const common = likely.map((p) => p * n >= 8);
  const slot = (i: number): number => (common[i] ? i : likely.length);
  const observed = Array<number>(likely.length + 1).fill(0);
  const expected = Array<number>(likely.length + 1).fill(0);
  for (const category of categories) observed[slot(category)]!++;
  likely.forEach((p, i) => (expected[slot(i)]! += p * n));
  const used = expected.map((e, i) => [observed[i]!, e] as const).filter(([o, e]) => o > 0 || e > 0.5);
  const [os, es] = [used.map(([o]) => o), used.map(([, e]) => e)];
  expect(chiSquare(os, es)).toBeLessThan(chiSquareBound(Math.max(used.length - 1, 1)));
}

/** The midpoint rule, fine enough for a density with a corner. */
export function integrate(f: (x: number) => number, from: number, to: number, parts = 100): number {
  const h = (to - from) / parts;
  return Array.from({ length: parts }, (_, i) => f(from + (i + 0.5) * h) * h).reduce((sum, v) => sum + v, 0);
}

/** The place of an element along each axis. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  return shape.map((n, axis) => Math.floor(index / shape.slice(axis + 1).reduce((size, m) => size * m, 1)) % n);
}

/** Where an element at a place lies in row-major order. */
export function indexOf(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((index, i, axis) => index * shape[axis]! + i, 0);
}
