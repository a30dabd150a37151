/** Names as a user writes them: what the keys of a table are called, for the compiler and at run time. */
import { closestKey } from '../ir/config/closest-key.ts';
import { fail, listed } from '../ir/index.ts';

/** Other names for the keys of a table, in small letters without underscores. */
export type Aliases<Table> = Readonly<Record<string, keyof Table & string>>;

type IsUpper<Letter extends string> = Letter extends Lowercase<Letter> ? false : true;
type IsLower<Letter extends string> = Letter extends Uppercase<Letter> ? false : true;

/** The capitals that a name goes on with, made small but for the one that begins a word. */
type SmallStart<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? IsUpper<Letter> extends false
    ? Name
    : Rest extends `${infer Next}${string}`
      ? IsLower<Next> extends true
        ? Name
        : `${Lowercase<Letter>}${SmallStart<Rest>}`
      : Lowercase<Letter>
  : Name;

/** `meanSquaredError` for `MeanSquaredError`, `klDivergence` for `KLDivergence`, `sgd` for `SGD`. */
export type CamelCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${Lowercase<First>}${SmallStart<Rest>}`
  : Name;

/** What a user may write for a class of the table: its name in camel case, or an alias, which may be another spelling of it. */
export type NameOf<Table, Others = Record<never, never>> =
  | (keyof Others & string)
  | { [K in keyof Table & string]: Lowercase<K> extends keyof Others ? never : CamelCase<K> }[keyof Table & string];

/** The same at run time, without the aliases that are no spellings. */
export function namesOf(table: object, aliases: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(table).map((key) => {
    const plain = key.toLowerCase();
    return aliases[plain] === key ? plain : smallStart(key);
  });
}

/** A class's name in camel case: `dense`, `lstm`, `rmsNormalization`. */
export function smallStart(name: string): string {
  return name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase());
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
  return unknownName(kind, 'there is no such name', name, namesOf(table, aliases), { more: Object.keys(aliases) });
}

/** Fails for a name that is none of those there are; `more` are understood too, but not listed. `hint` is what else may help. */
export function unknownName(
  who: string,
  what: string,
  name: unknown,
  names: readonly string[],
  { more = [], hint }: { readonly more?: readonly string[]; readonly hint?: string | undefined } = {},
): never {
  const meant = typeof name === 'string' ? closestKey(name, [...names, ...more]) : undefined;
  return fail('NAME', {
    who,
    what,
    received: name,
    hint: [`Known are ${listed(names)}`, hint, meant && `Did you mean ${meant}?`].filter(Boolean).join('. '),
  });
}
