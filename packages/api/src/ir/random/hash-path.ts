/** Places as numbers, for keys of their own. */
import { fail } from '../errors.ts';

/**
 * A path in the module tree as 32 bits: FNV-1a over its UTF-8 bytes.
 *
 * Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
 *
 * @throws BernoulliError `NAME` for a path with half of a surrogate pair: UTF-8 has but one spelling for all of these.
 * @example
 * ```ts
 * import { hashPath } from '@bernoulli/api/random';
 * hashPath(''); // => 2166136261
 * hashPath('foobar'); // => 3214735720
 * ```
 */
export function hashPath(path: string): number {
  if (/\p{Cs}/u.test(path))
    fail('NAME', { who: 'hashPath', what: 'the path may hold no lone surrogate', received: JSON.stringify(path) });
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(path)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
