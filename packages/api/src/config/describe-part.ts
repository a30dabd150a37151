/** A part of a model as plain data that a file can hold, or the reason why it has none. */
import { fail } from '../ir/index.ts';
import { isPlainObject } from './plain-object.ts';

/** What has a class name and says how to make it again. */
export interface Describable {
  readonly className: string;
  getConfig(): object;
}

export interface PartDescription {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** How deep a configuration may be: deeper ones hold themselves. */
const deepest = 100;

/**
 * @throws BernoulliError `CONFIG` for a configuration that would not come back as it is: code, objects of classes, numbers that are
 * not finite.
 */
export function describePart(part: Describable): PartDescription {
  const { className } = part;
  const config = part.getConfig() as Record<string, unknown>;
  if (typeof className !== 'string' || className === '')
    fail('CONFIG', { who: 'save', what: 'a className must be a text that is not empty', received: className });
  if (!isPlainObject(config)) refuse(className, 'getConfig() must give a plain object', config);
  checkPlain(className, 'getConfig()', config, 0);
  return { className, config };
}

function checkPlain(who: string, at: string, value: unknown, depth: number): void {
  const type = typeof value;
  if (value === null || value === undefined || type === 'string' || type === 'boolean' || Number.isFinite(value))
    return;
  if (depth < deepest && Array.isArray(value))
    value.forEach((each, i) => checkPlain(who, `${at}[${i}]`, each, depth + 1));
  else if (depth < deepest && isPlainObject(value))
    for (const [key, each] of Object.entries(value)) checkPlain(who, `${at}.${key}`, each, depth + 1);
  else refuse(who, `${at} is nothing that a file can hold`, value);
}

function refuse(who: string, what: string, received: unknown): never {
  fail('CONFIG', {
    who,
    what,
    received: typeof received === 'bigint' || typeof received === 'symbol' ? String(received) : received,
    hint: 'A configuration holds texts, finite numbers, true, false and null, and lists and plain objects of these',
  });
}
