/** A class handed in where one of its things is wanted. */

/** What to say of a function that stands where an object was wanted; `undefined` for anything else. */
export function classHint(value: unknown, otherwise: string): string | undefined {
  return typeof value === 'function' ? `Is it a class? Then hand in new ${value.name || otherwise}(…)` : undefined;
}
