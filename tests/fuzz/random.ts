/** Numbers that a seed and an index give again: the library's own stream. */
import { bits, foldIn, key, type Key } from '@bernoulli/api/random';

/** Words that are drawn at a time. */
const BLOCK = 256;

export class Random {
  readonly #key: Key;
  #words: Uint32Array = new Uint32Array();
  #drawn = 0;
  #next = 0;

  constructor(seed: number, index: number) {
    this.#key = foldIn(key(seed), index);
  }

  /** In [0, 1). */
  next(): number {
    if (this.#next === this.#words.length) {
      this.#words = bits(this.#key, [BLOCK], this.#drawn);
      this.#drawn += BLOCK;
      this.#next = 0;
    }
    return this.#words[this.#next++]! / 2 ** 32;
  }

  /** A whole number from 0 up, below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** True once in `n` times. */
  once(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
}
