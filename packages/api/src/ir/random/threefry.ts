/**
 * The one generator: Threefry-2x32 with 20 rounds, a keyed bijection of 64-bit counters, bit for bit as JAX uses it.
 *
 * There is no state to advance. A number is a pure function of a key and a position, so any part of a stream can be drawn
 * anywhere, in any order, on any number of threads. Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3" (SC 2011); the use of keys and counters is that of JAX's partitionable layout.
 */
import { fail } from '../errors.ts';
import { fillWords } from './threefry-fill.ts';

/** 64 bits as two unsigned 32-bit words. */
export type Key = readonly [hi: number, lo: number];

/**
 * The bijection itself: 20 rounds of add, rotate and xor, with a word of the key added after every fourth.
 *
 * @example
 * ```ts
 * import { threefry2x32 } from '@bernoulli/api/ir';
 * threefry2x32([0, 0], [0, 0]); // => [1797259609, 2579123966]
 * ```
 */
export function threefry2x32(key: Key, counter: Key): Key {
  const words = new Int32Array(2);
  mix(key, counter[0], counter[1], words);
  return [words[0]! >>> 0, words[1]! >>> 0];
}

function mix(key: Key, hi: number, lo: number, out: Int32Array): void {
  let a = key[1] | 0;
  let b = key[0] ^ key[1] ^ 0x1bd11bda;
  let c = key[0] | 0;
  let x = (hi + key[0]) | 0;
  let y = (lo + key[1]) | 0;
  for (let group = 1; group <= 5; group++) {
    const turns = rotations[group & 1]!;
    for (let i = 0; i < 4; i++) {
      const r = turns[i]!;
      x = (x + y) | 0;
      y = ((y << r) | (y >>> (32 - r))) ^ x;
    }
    x = (x + a) | 0;
    y = (y + b + group) | 0;
    const first = a;
    a = b;
    b = c;
    c = first;
  }
  out[0] = x;
  out[1] = y;
}

const rotations = [
  [17, 29, 16, 24],
  [13, 15, 26, 6],
] as const;

/**
 * The key of a seed: its 64 bits in two's complement, high word first.
 *
 * @param seed A whole number: a `number` from −(2⁵³−1) to 2⁵³−1, or a `bigint` from −2⁶³ to 2⁶⁴−1.
 * @throws BernoulliError `CONFIG` for any other number, so that two seeds never become one by rounding.
 * @example
 * ```ts
 * import { key } from '@bernoulli/api/ir';
 * key(42); // => [0, 42]
 * key(-1); // => [4294967295, 4294967295]
 * key(4294967301n); // => [1, 5]
 * ```
 */
export function key(seed: number | bigint): Key {
  const legal = typeof seed === 'bigint' ? seed >= -(2n ** 63n) && seed < 2n ** 64n : Number.isSafeInteger(seed);
  if (!legal)
    fail('CONFIG', {
      who: 'key',
      what: 'the seed must be a whole number of at most 64 bits',
      received: seed,
      hint: 'Above 2⁵³ use a bigint',
    });
  const bits = BigInt.asUintN(64, BigInt(seed));
  return [Number(bits >> 32n), Number(bits & 0xffffffffn)];
}

/**
 * A new key from a key and a number: `threefry2x32(key, [0, data])`. Chains of folds name the places of a program.
 *
 * @param data A whole number from −2³¹ to 2³²−1, read as 32 bits.
 * @throws BernoulliError `CONFIG` for any other number.
 * @example
 * ```ts
 * import { foldIn, key } from '@bernoulli/api/ir';
 * foldIn(key(0), 1); // => [928981903, 3453687069]
 * ```
 */
export function foldIn(key: Key, data: number): Key {
  requireWord(data);
  return threefry2x32(key, [0, data >>> 0]);
}

/** {@link foldIn}, written to `out` as two words, without allocating anything. */
export function foldInto(key: Key, data: number, out: Int32Array): void {
  requireWord(data);
  mix(key, 0, data >>> 0, out);
}

function requireWord(data: number): void {
  if (!Number.isInteger(data) || data < -0x80000000 || data > 0xffffffff)
    fail('CONFIG', { who: 'foldIn', what: 'data must be a whole number of at most 32 bits', received: data });
}

/**
 * `n` new keys: the i-th is `threefry2x32(key, i)`, so it does not depend on `n`.
 *
 * @throws BernoulliError `CONFIG` unless `n` is a whole number from 0 to 2³².
 * @example
 * ```ts
 * import { key, split } from '@bernoulli/api/ir';
 * split(key(0), 2); // => [[1797259609, 2579123966], [928981903, 3453687069]]
 * ```
 */
export function split(key: Key, n: number): Key[] {
  if (!Number.isInteger(n) || n < 0 || n > 2 ** 32)
    fail('CONFIG', { who: 'split', what: 'n must be a whole number from 0 to 2³²', received: n });
  return Array.from({ length: n }, (_, i) => threefry2x32(key, [0, i]));
}

/**
 * Fills `out` with random words: `out[i] = x0 ^ x1` of `(x0, x1) = threefry2x32(key, start + i)`, the counter being 64 bits.
 *
 * @param start Position in the key's stream, a whole number from 0 up; `start + out.length` must stay below 2⁵³.
 * @throws BernoulliError `CONFIG` for any other start.
 */
export function fillBits(key: Key, out: Uint32Array, start = 0): void {
  requireStart('fillBits', start, out.length);
  fillWords(key, start, out, false);
}

/**
 * Fills `out` with numbers in [0, 1): `(bits >>> 9) · 2⁻²³`, exact in `f32`, from the words that {@link fillBits} gives.
 *
 * @throws BernoulliError `CONFIG` as `fillBits`.
 */
export function fillUniform(key: Key, out: Float32Array, start = 0): void {
  requireStart('fillUniform', start, out.length);
  fillWords(key, start, out, true);
}

function requireStart(who: string, start: number, length: number): void {
  if (!Number.isSafeInteger(start) || start < 0 || !Number.isSafeInteger(start + length))
    fail('CONFIG', { who, what: 'start must be a whole number from 0 up, and the end below 2⁵³', received: start });
}
