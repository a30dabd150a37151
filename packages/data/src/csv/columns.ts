/** Which columns of a table are asked for, by name or by number. */
import { fail, listed } from '@bernoulli/api/ir';

/** A column by the name that the header gives it, or by its number: 0 is the first, −1 the last. */
export type Column = string | number;

/** A column that is there. */
export interface Place {
  readonly index: number;
  /** Its name in the header; without one its number. */
  readonly name: string;
}

/** The columns of a file, by its first row. */
export class Columns {
  readonly #who: string;
  readonly #at: string | undefined;
  readonly all: readonly Place[];

  constructor(who: string, at: string | undefined, names: readonly string[]) {
    this.#who = who;
    this.#at = at;
    this.all = names.map((name, index) => ({ index, name }));
  }

  /** @throws BernoulliError `NAME` for a column that is not there, or a name that several have. */
  find(column: Column): Place {
    const { all } = this;
    const problem = { who: this.#who, at: this.#at };
    if (typeof column === 'number')
      return (
        (Number.isInteger(column) ? all.at(column) : undefined) ??
        fail('NAME', {
          ...problem,
          what: `a column must be a whole number from ${-all.length} to ${all.length - 1}`,
          received: column,
        })
      );
    const found = all.filter(({ name }) => name === column);
    if (found.length === 1) return found[0]!;
    return fail('NAME', {
      ...problem,
      what: found.length === 0 ? 'there is no such column' : 'several columns have this name',
      received: column,
      hint:
        found.length === 0
          ? `There are ${listed(all.map(({ name }) => name))}`
          : `Say its number: ${found.map(({ index }) => index).join(', ')}`,
    });
  }

  /** All but these. */
  without(left: readonly Place[]): Place[] {
    return this.all.filter(({ index }) => !left.some((place) => place.index === index));
  }
}
