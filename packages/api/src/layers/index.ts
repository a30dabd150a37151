/** Every layer, and the way back from a stored configuration. */
import { customObject } from '../config/custom-objects.ts';
import { isPlainObject } from '../config/plain-object.ts';
import { registry } from '../config/registry.ts';
import type { Layer, PlainConfig } from '../tracing/layer.ts';
import * as layers from './classes.ts';
import { wrappers } from './wrappers.ts';

const registered = /* @__PURE__ */ registry<Layer>({ kind: 'layer', classes: layers, methods: ['apply', 'getConfig'] });

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
export function layerFromConfig(description: LayerDescription): Layer {
  return registered.fromConfig(withInner(description));
}

/** The description with layers in the place of what describes them. */
function withInner(description: LayerDescription): LayerDescription {
  const { className, config } = description;
  const keys = Object.hasOwn(wrappers, className) ? wrappers[className]! : [];
  const made = keys
    .filter((key) => [config?.[key]].flat().some((value) => isDescription(key, value)))
    .map((key) => [key, madeOf(key, config[key])]);
  return made.length === 0 ? description : { className, config: { ...config, ...Object.fromEntries(made) } };
}

/** The layer of a description, or those of a list. */
function madeOf(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => madeOf(key, each));
  return isDescription(key, value) ? layerFromConfig(value as LayerDescription) : value;
}

/** Numbers that a schedule may say as well as a layer. */
const numbers = new Set(['rate', 'stddev', 'limit', 'alpha', 'dropout', 'recurrentDropout', 'dropKey']);

function isDescription(key: string, value: unknown): boolean {
  if (!isPlainObject(value) || !Object.hasOwn(value, 'className')) return false;
  return !numbers.has(key) || isLayer(String(value['className']));
}

function isLayer(className: string): boolean {
  return Object.hasOwn(layers, className) || customObject('layers', className) !== undefined;
}

export * from './classes.ts';
export { Lambda } from './core/lambda.ts';
export { RecurrentCell } from './recurrent/recurrent-cell.ts';
