/** The usual fields: numbers in their ranges, words, switches. The last argument is the default; without it one must be given. */
import { field, optional, type Field } from './field.ts';
import { isPathPart, PATH_PART_RULE } from './path-part.ts';

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);
const isWhole = (x: unknown): x is number => Number.isSafeInteger(x);

/** Any finite number. */
export function number(fallback?: number): Field<number> {
  return field('be a finite number', isNumber, fallback);
}

/** A finite number of at least `low`. */
export function atLeast(low: number, fallback?: number): Field<number> {
  return field(`be a finite number of at least ${low}`, (x) => isNumber(x) && x >= low, fallback);
}

/** A finite number above 0. */
export function positive(fallback?: number): Field<number> {
  return field('be a finite number above 0', (x) => isNumber(x) && x > 0, fallback);
}

/** A number in [low, high]. */
export function within(low: number, high: number, fallback?: number): Field<number> {
  return field(`be in [${low}, ${high}]`, (x) => isNumber(x) && x >= low && x <= high, fallback);
}

/** A number in [low, high), the upper end left out. */
export function below(low: number, high: number, fallback?: number): Field<number> {
  return field(`be in [${low}, ${high})`, (x) => isNumber(x) && x >= low && x < high, fallback);
}

/** A number in [0, 1]: a probability, a share. */
export function rate(fallback?: number): Field<number> {
  return within(0, 1, fallback);
}

/** A whole number, of either sign. */
export function integer(fallback?: number): Field<number> {
  return field('be a whole number', isWhole, fallback);
}

/** A whole number of at least `low`. */
export function whole(low: number, fallback?: number): Field<number> {
  return field(`be a whole number from ${low} up`, (x) => isWhole(x) && x >= low, fallback);
}

/** A whole number in [low, high]. */
export function wholeWithin(low: number, high: number, fallback?: number): Field<number> {
  return field(`be a whole number in [${low}, ${high}]`, (x) => isWhole(x) && x >= low && x <= high, fallback);
}

/** True or false. */
export function flag(fallback?: boolean): Field<boolean> {
  return field('be true or false', (x) => typeof x === 'boolean', fallback);
}

/** A text that is not empty. */
export function text(fallback?: string): Field<string> {
  return field('be a text that is not empty', (x) => typeof x === 'string' && x !== '', fallback);
}

/** The name of a layer, a part of paths, which may be left out. */
export function name(): Field<string, string | undefined> {
  return optional(field(PATH_PART_RULE, isPathPart));
}

/** One of a few values. */
export function oneOf<const T extends string | number | boolean>(choices: readonly T[], fallback?: T): Field<T> {
  return field(`be one of ${choices.join(', ')}`, (x) => (choices as readonly unknown[]).includes(x), fallback);
}

/** An axis, or several; negative ones count from the end. */
export function axes(fallback?: number | readonly number[]): Field<number | readonly number[]> {
  const holds = (x: unknown): boolean => (Array.isArray(x) ? x.length > 0 && x.every(isWhole) : isWhole(x));
  return field('be a whole number, or a list of them', holds, fallback);
}

/** A function. */
export function callable<T extends (...args: never[]) => unknown>(fallback?: T): Field<T> {
  return field('be a function', (x) => typeof x === 'function', fallback);
}
