/** One setting of a configuration: what may be given for it, what that becomes, and how it is stored. */
import { fail } from '../errors.ts';
import { asGiven } from '../show.ts';

/** Where a value stands: what the message that refuses it says. */
export interface Place {
  /** Who reads the configuration, as in `Dense`. */
  readonly who: string;
  /** As in `rate`, or `rate[2]` for one of a list. */
  readonly key: string;
  /** The end of the sentence `rate must …`. */
  readonly must: string;
}

/** A setting: `Given` is what a user writes, `Value` what the reader makes of it. */
export interface Field<Given, Value = Given> {
  /** The end of the sentence `rate must …`. */
  readonly must: string;
  /** Stands in where nothing is given. Where there is none, something must be given. */
  readonly fallback?: Given | undefined;
  /** The value; {@link refuse} is for what breaks the rule. `given` may be anything: the type says what is right. */
  readonly read: (given: Given, place: Place) => Value;
  /** The value as plain data. Left out where it is plain data as it stands. */
  save?(value: Value): unknown;
}

/** A field of whatever kind. */
export interface AnyField {
  readonly must: string;
  readonly fallback?: unknown;
  readonly read: (given: never, place: Place) => unknown;
  save?(value: never): unknown;
}

/** Fails on a value that breaks the rule of its field. */
export function refuse({ who, key, must }: Place, given: unknown): never {
  return fail('CONFIG', { who, what: `${key} must ${must}`, received: asGiven(given) });
}

/**
 * A field of any kind: what must hold, in words and as a test.
 *
 * @example
 * ```ts
 * import { field, readConfig } from '@bernoulli/api/ir';
 * const even = field<number>('be even', (x) => Number(x) % 2 === 0, 2);
 * readConfig('Thing', {}, { size: even }); // => { size: 2 }
 * ```
 */
export function field<T>(must: string, holds: (value: unknown) => boolean, fallback?: T): Field<T> {
  return { must, fallback, read: (given, place) => (holds(given) ? given : refuse(place, given)) };
}

/** The field without a default: it must be given. */
export function required<Given, Value>(of: Field<Given, Value>): Field<Given, Value> {
  return {
    ...of,
    fallback: undefined,
    read: (given, place) => (given === undefined ? refuse(place, given) : of.read(given, place)),
  };
}

/** The field, which may be left out: then it is `undefined`, and is not stored. */
export function optional<Given, Value>(of: Field<Given, Value>): Field<Given, Value | undefined> {
  return {
    ...of,
    fallback: undefined,
    read: (given, place) => (given === undefined ? undefined : of.read(given, place)),
    save: (value) => (value === undefined ? undefined : saved(of, value)),
  };
}

/** The field, or `null` for none, which is the default unless another is given. */
export function nullable<Given, Value>(
  of: Field<Given, Value>,
  fallback: Given | null = null,
): Field<Given | null, Value | null> {
  return {
    must: `${of.must}, or null`,
    fallback,
    read: (given, place) => (given === null ? null : of.read(given, place)),
    save: (value) => (value === null ? null : saved(of, value)),
  };
}

/** An array, each of whose elements is what the field says. */
export function list<Given, Value>(
  of: Field<Given, Value>,
  fallback?: readonly Given[],
): Field<readonly Given[], readonly Value[]> {
  return {
    must: 'be an array',
    fallback,
    read: (given, place) => {
      if (!Array.isArray(given)) refuse(place, given);
      return given.map((each, i) => of.read(each, { who: place.who, key: `${place.key}[${i}]`, must: of.must }));
    },
    save: (values) => values.map((value) => saved(of, value)),
  };
}

/** A value of the field as plain data. */
export function saved(of: AnyField, value: unknown): unknown {
  return of.save === undefined ? value : of.save(value as never);
}
