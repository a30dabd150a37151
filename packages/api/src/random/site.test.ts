/** Paths are hashed as FNV-1a has it, and keys are chains of folds. */
import { expect, it } from 'vitest';
import { foldIn, key } from '../ir/index.ts';
import { hashPath, siteKey } from './index.ts';

// Test vectors of the FNV authors.
it.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['b', 0xe70c2de5],
  ['foobar', 0xbf9cf968],
])('the hash of %j', (path, hash) => expect(hashPath(path)).toBe(hash));

it('hashes the UTF-8 bytes', () => {
  const byte = (hash: number, b: number): number => Math.imul(hash ^ b, 0x01000193) >>> 0;
  expect(hashPath('é')).toBe([0xc3, 0xa9].reduce(byte, 0x811c9dc5));
});

it('hashes the whole of a long path', () => {
  const stem = 'network/'.repeat(20);
  const fnv = (path: string): number =>
    Number([...path].reduce((hash, c) => ((hash ^ BigInt(c.charCodeAt(0))) * 0x01000193n) % 2n ** 32n, 0x811c9dc5n));
  for (const path of [`${stem}a`, `${stem}b`]) expect(hashPath(path)).toBe(fnv(path));
});

it('depends on seed, path and step, and is the chain', () => {
  expect(siteKey(42, 'net/dropout', 7)).toEqual(foldIn(foldIn(key(42), hashPath('net/dropout')), 7));
  const keys = [
    siteKey(0, 'a', 0),
    siteKey(1, 'a', 0),
    siteKey(0, 'b', 0),
    siteKey(0, 'a', 1),
    siteKey(2n ** 32n, 'a', 0),
  ];
  expect(new Set(keys.map(String)).size).toBe(5);
});

it('refuses what is no step', () => expect(() => siteKey(0, 'a', 1.5)).toThrow('foldIn: data must be a whole number'));
