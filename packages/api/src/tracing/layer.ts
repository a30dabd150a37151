/** What every layer shares: one configuration object that goes in, comes out again, and can be stored. */
import { Module } from './module.ts';

/** A configuration as stored: plain JSON. */
export type PlainConfig = Readonly<Record<string, unknown>>;

/**
 * A module that is described by its configuration alone. `getConfig()` returns what the constructor was given, with the
 * defaults filled in; `layerFromConfig({ className, config })` makes the same layer again.
 *
 * @example
 * ```ts
 * import { Layer, sequential, type Tensor } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * class Twice extends Layer {
 *   readonly className = 'Twice';
 *   getConfig() {
 *     return {};
 *   }
 *   call(x: Tensor) {
 *     return x.add(x);
 *   }
 * }
 * const model = sequential([new Twice()]);
 * model.compile({ backend: cpu() });
 * [...(await model.predict([[1, 2]])).data]; // => [2, 4]
 * ```
 */
export abstract class Layer extends Module {
  abstract getConfig(): PlainConfig;
}
