/** Reads the literals of Python that headers of NPY files are written in. They are parsed, and never evaluated. */

/** What a literal may be here: a dictionary is a map, tuples and lists are arrays. */
export type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<string, Literal>;

const token = /\s*(?:('[^'\\\n]*'|"[^"\\\n]*")|(\d+)L?(?![\w.])|(True|False|None)(?!\w)|([{}()[\],:]))/y;
const words: ReadonlyMap<string, Literal> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/** Deeper than this is no header of an array. */
const DEEPEST = 8;

/** The value of a text. Throws an `Error` that says what is wrong with a text that is no literal. */
export function parseLiteral(text: string): Literal {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Literal {
    if (depth > DEEPEST) throw new Error(`more than ${DEEPEST} lists in one another`);
    const [, quoted, digits, word, sign] = this.#next();
    if (quoted !== undefined) return quoted.slice(1, -1);
    if (digits !== undefined) return whole(digits);
    if (word !== undefined) return words.get(word)!;
    if (sign === '{') return this.#dictionary(depth);
    if (sign === '(') return this.#items(')', depth);
    if (sign === '[') return this.#items(']', depth);
    throw new Error(`a "${sign}" where a value must be`);
  }

  end(): void {
    if (this.#text.slice(this.#position).trim() !== '') throw new Error('more after the dictionary');
  }

  #dictionary(depth: number): ReadonlyMap<string, Literal> {
    const entries = new Map<string, Literal>();
    while (!this.#takes('}')) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw new Error('a key that is no text');
      if (entries.has(key)) throw new Error(`the key ${key} twice`);
      if (!this.#takes(':')) throw new Error(`no ":" after the key ${key}`);
      entries.set(key, this.value(depth + 1));
      if (!this.#takes(',') && !this.#sees('}')) throw new Error('no "," between two entries');
    }
    return entries;
  }

  /** `(3)` is read as `(3,)` is; of a shape both can only mean one thing. */
  #items(close: string, depth: number): Literal[] {
    const items: Literal[] = [];
    while (!this.#takes(close)) {
      items.push(this.value(depth + 1));
      if (!this.#takes(',') && !this.#sees(close)) throw new Error('no "," between two items');
    }
    return items;
  }

  #next(): RegExpExecArray {
    token.lastIndex = this.#position;
    const found = token.exec(this.#text);
    if (found === null) {
      const rest = this.#text.slice(this.#position).trim();
      throw new Error(rest === '' ? 'an end before the dictionary is closed' : `"${rest.slice(0, 20)}", no literal`);
    }
    this.#position = token.lastIndex;
    return found;
  }

  #sees(sign: string): boolean {
    token.lastIndex = this.#position;
    return token.exec(this.#text)?.[4] === sign;
  }

  #takes(sign: string): boolean {
    const there = this.#sees(sign);
    if (there) this.#next();
    return there;
  }
}

function whole(digits: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw new Error(`the number ${digits.slice(0, 20)}, which is too large`);
  return value;
}
