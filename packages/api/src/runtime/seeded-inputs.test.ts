/** Keys are those of seed, site and step; rows have numbers that fit an i32: past the last one, noise would repeat without a word. */
import { expect, it } from 'vitest';
import { siteKey } from '../random/index.ts';
import { Feed } from './seeded-inputs.ts';

it('writes the key of every site, and nothing else', () => {
  const inputs = { 'key:net/dropout': new Int32Array(2), 'key:net/other': new Int32Array(2), y: new Int32Array(1) };
  const feed = new Feed(Object.keys(inputs), 42);
  for (const [step, seed] of [
    [0, 42],
    [4294967295, 42],
    [7, -1n],
  ] as const) {
    feed.reseeded(seed).write(inputs, step);
    for (const path of ['net/dropout', 'net/other'] as const)
      expect([...inputs[`key:${path}`]]).toEqual(siteKey(seed, path, step).map((word) => word | 0));
  }
  expect(inputs.y[0]).toBe(0);
});

it('refuses a row number that an i32 cannot hold', () => {
  const rowOffset = new Int32Array(1);
  const feed = new Feed(['rowOffset'], 1);
  feed.write({ rowOffset }, 0, 2 ** 31 - 1);
  expect(rowOffset[0]).toBe(2 ** 31 - 1);
  expect(() => feed.write({ rowOffset }, 0, 2 ** 31)).toThrow('rows are numbered up to 2³¹ − 1');
});
