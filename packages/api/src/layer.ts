/** What every layer shares: one configuration object that goes in, comes out again, and can be stored. */
import { fail } from './ir/index.ts';
import { Module } from './module.ts';

/** A configuration as stored: plain JSON. */
export type PlainConfig = Readonly<Record<string, unknown>>;

/**
 * A module that is described by its configuration alone. `getConfig()` returns what the constructor was given, with the
 * defaults filled in; `layerFromConfig({ className, config })` makes the same layer again.
 */
export abstract class Layer extends Module {
  abstract getConfig(): PlainConfig;
}

/** Fails on a key that the class does not know: a misspelt option must not be silently ignored. */
export function checkKeys(who: string, config: object, known: readonly string[]): void {
  for (const key of Object.keys(config))
    if (!known.includes(key))
      fail('CONFIG', { who, what: 'there is no such option', received: key, hint: `Known are ${known.join(', ')}` });
}
