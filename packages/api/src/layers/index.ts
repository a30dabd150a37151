/** Every layer, and the way back from a stored configuration. */
import * as kinds from '../dropout/kinds.ts';
import { fail } from '../ir/index.ts';
import type { Layer, PlainConfig } from '../tracing/layer.ts';
import * as classes from './classes.ts';

export * from './classes.ts';

const layers = { ...classes, ...kinds };

/** A layer as stored. */
export interface LayerDescription {
  readonly className: string;
  readonly config: PlainConfig;
}

/**
 * The layer that a description tells of. Only names from the table are looked up, so that a file can name no code.
 *
 * @throws BernoulliError `NAME` for a class that is not in the table, `CONFIG` for a configuration that the class refuses.
 * @example
 * ```ts
 * import { layerFromConfig } from '@bernoulli/api';
 * layerFromConfig({ className: 'Dropout', config: { rate: 0.5 } }).getConfig(); // => { rate: 0.5 }
 * ```
 */
export function layerFromConfig({ className, config }: LayerDescription): Layer {
  if (!Object.hasOwn(layers, className))
    fail('NAME', {
      who: 'layerFromConfig',
      what: 'there is no such layer',
      received: className,
      hint: `Known are ${Object.keys(layers).join(', ')}`,
    });
  const make = layers[className as keyof typeof layers] as new (config: PlainConfig) => Layer;
  return new make(config);
}
