/** Finds things by name in a table that was written down, and nowhere else. */
import { fail } from '../ir/index.ts';

/** A thing as plain data: what `getConfig` gives, under the name of its class. */
export interface Saved {
  readonly className: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A table of classes, each built from one config object. */
export type ClassTable<T> = Readonly<Record<string, new (config?: never) => T>>;

function isSaved(value: unknown): value is Saved {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'className');
}

/**
 * The key of `table` that `name` means: itself, or the same letters in another case or with underscores, or what `aliases`
 * says. So `SparseCategoricalCrossentropy`, `sparseCategoricalCrossentropy` and `sparse_categorical_crossentropy` are one.
 *
 * @throws BernoulliError `NAME`, with the names that exist. Inherited names (`constructor`, `__proto__`) do not exist.
 */
export function resolveName(
  kind: string,
  table: object,
  name: unknown,
  aliases: Readonly<Record<string, string>> = {},
): string {
  if (typeof name === 'string') {
    if (Object.hasOwn(table, name)) return name;
    const plain = name.replaceAll('_', '').toLowerCase();
    if (Object.hasOwn(aliases, plain)) return aliases[plain]!;
    const found = Object.keys(table).find((key) => key.toLowerCase() === plain);
    if (found !== undefined && name[0] !== '_') return found;
  }
  return fail('NAME', { who: kind, what: `must be one of ${Object.keys(table).join(', ')}`, received: name });
}

/**
 * Builds what `{ className, config }` describes. Only class names of the table are understood, spelt as they are there.
 *
 * @throws BernoulliError `NAME` for any other name, `CONFIG` for a config the class refuses.
 */
export function fromTable<T>(kind: string, table: ClassTable<T>, saved: unknown): T {
  if (!isSaved(saved)) fail('CONFIG', { who: kind, what: 'must be { className, config }', received: saved });
  const { className, config = {} } = saved;
  if (typeof className !== 'string' || !Object.hasOwn(table, className))
    fail('NAME', { who: kind, what: `className must be one of ${Object.keys(table).join(', ')}`, received: className });
  return new table[className]!(config as never);
}

/** The thing itself, or the one a name or `{ className, config }` stands for. `methods` tell a thing from anything else. */
export function toThing<T extends object>(
  kind: string,
  table: ClassTable<T>,
  value: unknown,
  methods: readonly (keyof T & string)[],
  aliases?: Readonly<Record<string, string>>,
): T {
  if (typeof value === 'string') return new table[resolveName(kind, table, value, aliases)]!();
  const thing = value as Partial<T> | null | undefined;
  if (typeof thing === 'object' && thing !== null && methods.every((m) => typeof thing[m] === 'function'))
    return thing as T;
  if (isSaved(value)) return fromTable(kind, table, value);
  return fail('CONFIG', {
    who: kind,
    what: `must be a name (${Object.keys(table).join(', ')}), { className, config }, or an object with ${methods.join('(), ')}()`,
    received: value,
  });
}
