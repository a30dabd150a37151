/** What every layer shares: one configuration object that goes in, comes out again, and can be stored. */
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
