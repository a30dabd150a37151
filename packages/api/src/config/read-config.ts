/** Reads a config object: every field checked, every unknown key refused. */
import { fail } from '../ir/index.ts';

/** One field: what stands in for it when it is absent, what must hold, and how to see that it does. */
export interface Field<T> {
  readonly fallback: T;
  /** The end of the sentence `rate must …`. */
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
}

/** The values that a set of fields yields. */
export type Values<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/**
 * The values of the fields, from the config or by default. `undefined` counts as absent.
 *
 * @throws BernoulliError `CONFIG` for a value that breaks its rule, and for a key that no field has.
 */
export function readConfig<F extends Readonly<Record<string, Field<unknown>>>>(
  who: string,
  config: unknown,
  fields: F,
): Values<F> {
  checkKeys(who, config, Object.keys(fields));
  const given = config as Readonly<Record<string, unknown>>;
  const values: Record<string, unknown> = {};
  for (const [key, { fallback, must, holds }] of Object.entries(fields)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value !== undefined && !holds(value)) fail('CONFIG', { who, what: `${key} must ${must}`, received: value });
    values[key] = value === undefined ? fallback : value;
  }
  return values as Values<F>;
}

/** Fails on a key that the class does not know: a misspelt setting must not be silently ignored. */
export function checkKeys(who: string, config: unknown, known: readonly string[]): void {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    fail('CONFIG', { who, what: 'the config must be an object', received: config === null ? 'null' : typeof config });
  for (const key of Object.keys(config))
    if (!known.includes(key))
      fail('CONFIG', {
        who,
        what: `there is no setting ${JSON.stringify(key)}; there are ${known.join(', ') || 'none'}`,
      });
}

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);

/** Any finite number. */
export function number(fallback: number): Field<number> {
  return { fallback, must: 'be a finite number', holds: isNumber };
}

/** A finite number of at least `low`. */
export function atLeast(low: number, fallback: number): Field<number> {
  return { fallback, must: `be a finite number of at least ${low}`, holds: (x) => isNumber(x) && x >= low };
}

/** A finite number above 0. */
export function positive(fallback: number): Field<number> {
  return { fallback, must: 'be a finite number above 0', holds: (x) => isNumber(x) && x > 0 };
}

/** A number in [low, high]. */
export function within(low: number, high: number, fallback: number): Field<number> {
  return { fallback, must: `be in [${low}, ${high}]`, holds: (x) => isNumber(x) && x >= low && x <= high };
}

/** A number in [low, high), the upper end left out. */
export function below(low: number, high: number, fallback: number): Field<number> {
  return { fallback, must: `be in [${low}, ${high})`, holds: (x) => isNumber(x) && x >= low && x < high };
}

/** A whole number of at least `low`. */
export function whole(low: number, fallback: number): Field<number> {
  return {
    fallback,
    must: `be a whole number of at least ${low}`,
    holds: (x) => Number.isSafeInteger(x) && (x as number) >= low,
  };
}

export function flag(fallback: boolean): Field<boolean> {
  return { fallback, must: 'be true or false', holds: (x) => typeof x === 'boolean' };
}

/** A text that is not empty. */
export function text(fallback: string): Field<string> {
  return { fallback, must: 'be a text that is not empty', holds: (x) => typeof x === 'string' && x !== '' };
}

export function oneOf<const T extends string>(choices: readonly T[], fallback: T): Field<T> {
  return {
    fallback,
    must: `be one of ${choices.join(', ')}`,
    holds: (x) => (choices as readonly unknown[]).includes(x),
  };
}

/** An axis, or several; negative ones count from the end. */
export function axes(fallback: number | readonly number[]): Field<number | readonly number[]> {
  const isAxis = (x: unknown): boolean => Number.isSafeInteger(x);
  return {
    fallback,
    must: 'be a whole number, or a list of them',
    holds: (x) => (Array.isArray(x) ? x.length > 0 && x.every(isAxis) : isAxis(x)),
  };
}

/** The field, or `null` for none. */
export function optional<T>({ must, holds }: Field<T>): Field<T | null> {
  return { fallback: null, must: `${must}, or null`, holds: (x) => x === null || holds(x) };
}
