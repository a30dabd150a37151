/** Classes and functions of the user's own: known by name while a stored model that names them is read, and at no other time. */
import { fail } from '../ir/index.ts';
import { quoted } from '../ir/show.ts';

/** By kind, as in `losses`, and by the name that the file gives. */
export type CustomObjectTables = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

let known: CustomObjectTables = {};

/** Reads something that may name them. Reading waits for nothing, so nobody else sees them. */
export function withCustomObjects<T>(own: CustomObjectTables, read: () => T): T {
  const before = known;
  known = own;
  try {
    return read();
  } finally {
    known = before;
  }
}

/** What was handed in under a name; names that every object inherits are not among them. */
export function customObject(kinds: string, name: string): unknown {
  const table = known[kinds];
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What to do where a stored model names something that is not here. */
export function handIn(kinds: string, name: string): string {
  return `One of your own is handed in where a model is loaded: { ${kinds}: { ${quoted(name).slice(1, -1)} } }`;
}

/** A function as plain data: its name, by which it is handed in again. */
export interface StoredFunction {
  readonly function: string;
}

/** @throws BernoulliError `CONFIG` for a function that has no name. */
export function storeFunction(who: string, what: string, own: { readonly name: string }): StoredFunction {
  if (own.name === '')
    fail('CONFIG', {
      who,
      what: `${what} is a function without a name, and a file holds no code but what it is called`,
      hint: 'Give the function a name: const mine = …',
    });
  return { function: own.name };
}

export function isStoredFunction(value: unknown): value is StoredFunction {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'function');
}

/** The function that was handed in under the stored name. */
export function storedFunction<F>(who: string, kinds: string, { function: name }: StoredFunction): F {
  const own = typeof name === 'string' ? customObject(kinds, name) : undefined;
  if (typeof own !== 'function')
    fail('NAME', {
      who,
      what: 'the stored function is not here',
      received: name,
      hint: typeof name === 'string' ? handIn(kinds, name) : undefined,
    });
  return own as F;
}
