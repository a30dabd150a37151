/** Words as class numbers. */
import { isNumber } from './cells.ts';

/** Numbers for words, in the order in which they first come. */
export class ClassNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #fixed: boolean;
  readonly #found: number[] = [];

  /** @param classes all there are, in their order; `true` takes those that come. */
  constructor(classes: true | readonly string[]) {
    this.#fixed = classes !== true;
    if (classes !== true) classes.forEach((name, i) => this.#numbers.set(name, i));
  }

  /** False for a word that is none of the classes. */
  add(word: string): boolean {
    const known = this.#numbers.get(word);
    if (known === undefined && this.#fixed) return false;
    this.#found.push(known ?? this.#numbers.size);
    if (known === undefined) this.#numbers.set(word, this.#numbers.size);
    return true;
  }

  /** The classes, those that came in order of their words, or of their numbers where all are such; and the number of each row's. */
  settle(): { classes: string[]; numbers: Int32Array } {
    const words = [...this.#numbers.keys()];
    if (this.#fixed) return { classes: words, numbers: Int32Array.from(this.#found) };
    const numeric = words.every(isNumber);
    const classes = words.toSorted((a, b) => (numeric ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1));
    const places = new Map(classes.map((word, i) => [word, i]));
    const order = words.map((word) => places.get(word)!);
    return { classes, numbers: Int32Array.from(this.#found, (number) => order[number]!) };
  }
}
