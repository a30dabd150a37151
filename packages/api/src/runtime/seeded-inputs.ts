/** What a program draws with: the keys of its sites, and the number of its first row. */
import { fail, type Key, type TypedArray } from '../ir/index.ts';
import { foldInto } from '../ir/random/threefry.ts';
import { siteSeed } from '../random/site.ts';

/** Arrays by the names that a program gives them. */
export type Arrays = Readonly<Record<string, TypedArray>>;

const keyPrefix = 'key:';

/** Fills the inputs of a program that depend on a seed. What does not change with the step is worked out once. */
export class Feed {
  readonly #names: readonly string[];
  readonly #keys: readonly { readonly input: string; readonly seed: Key }[];
  readonly #numbersRows: boolean;

  /** @param names of the program's inputs */
  constructor(names: readonly string[], seed: number | bigint) {
    this.#names = names;
    this.#keys = names
      .filter((name) => name.startsWith(keyPrefix))
      .map((input) => ({ input, seed: siteSeed(seed, input.slice(keyPrefix.length)) }));
    this.#numbersRows = names.includes('rowOffset');
  }

  /** The same for another seed. */
  reseeded(seed: number | bigint): Feed {
    return new Feed(this.#names, seed);
  }

  /** @param rowOffset number of the first row of the run */
  write(inputs: Arrays, step: number, rowOffset = 0): void {
    if (rowOffset > 0x7fffffff)
      fail('DATA', {
        who: 'Model',
        what: 'rows are numbered up to 2³¹ − 1, samples included',
        received: rowOffset,
        hint: 'Sample fewer rows at a time',
      });
    for (const { input, seed } of this.#keys) foldInto(seed, step, inputs[input] as Int32Array);
    if (this.#numbersRows) inputs['rowOffset']![0] = rowOffset;
  }
}
