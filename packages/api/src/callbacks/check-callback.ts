/** Refuses what only looks like a callback: a misspelt method would never be called. */
import { classHint } from '../config/class-hint.ts';
import { closestKey } from '../ir/config/closest-key.ts';
import { asGiven, fail } from '../ir/index.ts';
import type { Callback } from './callback.ts';

const hooks = Object.keys({
  onTrainBegin: 0,
  onEpochBegin: 0,
  onBatchEnd: 0,
  onNonFinite: 0,
  onEpochEnd: 0,
  onTrainEnd: 0,
} satisfies Record<keyof Callback, 0>);

/** @throws BernoulliError `CONFIG` for what is no object, and for a method that is called like one of `fit`'s but is none. */
export function checkCallback(value: unknown, who: string, key: string): asserts value is Callback {
  if (typeof value !== 'object' || value === null)
    fail('CONFIG', {
      who,
      what: `${key} must be a callback: an object with methods as onEpochEnd`,
      received: asGiven(value),
      hint: classHint(value, 'Callback'),
    });
  for (const name of methodNames(value)) {
    if (hooks.includes(name)) continue;
    const meant = closestKey(name, hooks);
    if (meant === undefined && !/^on[A-Z_]/.test(name)) continue;
    fail('CONFIG', {
      who,
      what: `${key} has a method ${name}, which is never called; there are ${hooks.join(', ')}`,
      hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
    });
  }
}

/** Of the object and of its classes. */
function methodNames(value: object): string[] {
  const names: string[] = [];
  for (let at: object | null = value; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
    for (const [name, { value: held }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof held === 'function') names.push(name);
  return names;
}
