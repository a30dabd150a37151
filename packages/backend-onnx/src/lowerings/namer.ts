/** Names that are unique and readable: the first taker gets the name as it is, later ones a number. */

export class Namer {
  readonly #taken = new Map<string, number>();

  /** `name`, or `name_1`, `name_2`, … when it is taken. */
  take(name: string): string {
    let count = this.#taken.get(name);
    if (count === undefined) {
      this.#taken.set(name, 0);
      return name;
    }
    let candidate: string;
    do candidate = `${name}_${++count}`;
    while (this.#taken.has(candidate));
    this.#taken.set(name, count);
    this.#taken.set(candidate, 0);
    return candidate;
  }
}
