import { expect, it } from 'vitest';
import { LruCache } from './lru-cache.ts';

/** A cache that tells what it made. */
function counting(capacity: number): { get: (...keys: string[]) => string; clear: () => void } {
  const cache = new LruCache<string, string>(capacity);
  let made: string[] = [];
  return {
    get: (...keys) => {
      made = [];
      for (const key of keys) expect(cache.get(key, () => (made.push(key), key.toUpperCase()))).toBe(key.toUpperCase());
      return made.join('');
    },
    clear: () => cache.clear(),
  };
}

it('keeps as many as it may, and forgets what was not asked for longest', () => {
  const { get } = counting(3);
  expect(get('a', 'b', 'c')).toBe('abc');
  expect(get('a', 'b', 'c')).toBe('');
  expect(get('a', 'd')).toBe('d');
  expect(get('a', 'c', 'd')).toBe('');
  expect(get('b')).toBe('b');
});

it('asks for the newest again, which changes no order', () => {
  const { get } = counting(2);
  expect(get('a', 'b', 'b', 'b')).toBe('ab');
  expect(get('c', 'b')).toBe('c');
  expect(get('a')).toBe('a');
});

it('forgets all when cleared, the newest too', () => {
  const { get, clear } = counting(2);
  get('a', 'b');
  clear();
  expect(get('b', 'a')).toBe('ba');
});
