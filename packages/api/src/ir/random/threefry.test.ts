/** The generator against published answers, and the laws of keys. */
import { describe, expect, it } from 'vitest';
import { fillBits, fillUniform, foldIn, key, split, threefry2x32, type Key } from './threefry.ts';

describe('threefry2x32', () => {
  // The known answers that Random123 publishes for threefry2x32_R 20.
  it.each<[Key, Key, Key]>([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])('of key %j at counter %j is %j', (k, counter, out) => expect(threefry2x32(k, counter)).toEqual(out));
});

describe('key', () => {
  it('keeps all 64 bits', () => {
    expect(key(2n ** 64n - 1n)).toEqual([0xffffffff, 0xffffffff]);
    expect(key(-(2n ** 63n))).toEqual([0x80000000, 0]);
    expect(key(2 ** 40 + 3)).toEqual([256, 3]);
  });
  it.each([1.5, NaN, Infinity, 2 ** 53, 2n ** 64n, -(2n ** 63n) - 1n, '1' as never])('refuses %s', (seed) => {
    expect(() => key(seed)).toThrow('key: the seed must be a whole number of at most 64 bits.');
  });
});

describe('foldIn and split', () => {
  it('refuse what is not a word', () => {
    expect(() => foldIn([0, 0], 0.5)).toThrow('foldIn: data must be');
    expect(() => foldIn([0, 0], 2 ** 32)).toThrow('foldIn: data must be');
    expect(() => split([0, 0], -1)).toThrow('split: n must be');
  });
  it('read a negative number as its 32 bits', () => expect(foldIn([1, 2], -1)).toEqual(foldIn([1, 2], 0xffffffff)));
});

describe('a stream', () => {
  const k = key(123456789012345);
  const word = (at: number): number => {
    const [x, y] = threefry2x32(k, [Math.floor(at / 2 ** 32), at % 2 ** 32]);
    return (x ^ y) >>> 0;
  };
  it.each([0, 1, 2 ** 31 - 2, 2 ** 32 - 3, 2 ** 33 - 1, 2 ** 45 + 5])('may be entered anywhere: at %d', (start) => {
    for (const length of [0, 1, 3, 8, 37]) {
      const words = new Uint32Array(length);
      fillBits(k, words, start);
      expect([...words]).toEqual(Array.from({ length }, (_, i) => word(start + i)));
      const numbers = new Float32Array(length);
      fillUniform(k, numbers, start);
      expect([...numbers]).toEqual([...words].map((w) => (w >>> 9) / 2 ** 23));
    }
  });
  it('refuses a start that is no position', () => {
    for (const start of [-1, 0.5, NaN, 2 ** 53])
      expect(() => fillBits(k, new Uint32Array(1), start)).toThrow('start must be');
    expect(() => fillUniform(k, new Float32Array(2), 2 ** 53 - 1)).toThrow('start must be');
  });
});
