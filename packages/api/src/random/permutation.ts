/** Random orders. */
import { fail, fillBits, type Key } from '../ir/index.ts';

/** Words drawn at a time. Not part of the stream: words are used in order, whatever the size of a block. */
const BLOCK = 4096;

/**
 * The numbers 0 … n−1 in random order, every order equally likely.
 *
 * The algorithm is part of the frozen stream. Fisher and Yates: for i from n−1 down to 1, swap places i and j, with j drawn
 * from 0 … i. A draw takes the next word w of the key's stream (counters 0, 1, 2, …); it is thrown away while
 * w ≥ 2³² − (2³² mod (i+1)), so that no j is favoured, and then j = w mod (i+1).
 *
 * @throws BernoulliError `CONFIG` unless n is a whole number from 0 to 2³²−1.
 * @example
 * ```ts
 * import { key, permutation } from '@bernoulli/api/random';
 * [...permutation(key(0), 8)]; // => [4, 6, 2, 3, 5, 0, 1, 7]
 * ```
 */
export function permutation(key: Key, n: number): Uint32Array {
  if (!Number.isInteger(n) || n < 0 || n > 0xffffffff)
    fail('CONFIG', { who: 'permutation', what: 'n must be a whole number from 0 to 2³²−1', received: n });
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  const next = words(key, Math.min(BLOCK, n));
  for (let i = n - 1; i > 0; i--) {
    const size = i + 1;
    let j: number;
    let multiple: number;
    // One division tells j, and whether w is thrown away: where the next multiple of i + 1 is beyond 2³².
    do {
      const word = next();
      // Shifted by nothing, both are known to be whole, which divides faster than doubles.
      j = (word >>> 0) % (size >>> 0);
      multiple = word - j;
    } while (multiple > 2 ** 32 - size);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** The words of a key's stream, one after the other. */
function words(key: Key, block: number): () => number {
  const buffer = new Uint32Array(block);
  let position = 0;
  let at = block;
  return () => {
    if (at === block) {
      fillBits(key, buffer, position);
      position += block;
      at = 0;
    }
    return buffer[at++]!;
  };
}
