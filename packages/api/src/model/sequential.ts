/** Layers one after the other. */
import { smallStart } from '../config/names.ts';
import { describePart, type PartDescription } from '../config/describe-part.ts';
import { checkKeys, fail, isPathPart, PATH_PART_RULE } from '../ir/index.ts';
import { Layer } from '../tracing/layer.ts';
import { Module, type Outputs } from '../tracing/module.ts';
import { Tensor } from '../tracing/tensor.ts';
import { Model } from './model.ts';
import type { ModelConfig } from './model-name.ts';

/**
 * A model that applies its layers in order; other modules, and fresh models, may stand among them. A layer's name in paths is its `name`,
 * or its class's name in camel case, numbered from the second on: `dense`, `lstm`, `dense1`.
 */
export class Sequential extends Model {
  readonly layers: readonly Module[];
  readonly #named: [string, Module][];

  constructor(layers: readonly Module[], config: ModelConfig = {}) {
    checkKeys('sequential', config, ['name']);
    super({ name: config.name ?? 'sequential' });
    if (!Array.isArray(layers) || layers.length === 0)
      fail('CONFIG', {
        who: 'sequential',
        what: 'needs one or more layers',
        received: Array.isArray(layers) ? '[]' : typeof layers,
      });
    const places = new Map<Module, number>();
    layers.forEach((layer, i) => {
      if (!(layer instanceof Module))
        fail('CONFIG', {
          who: 'sequential',
          what: `item ${i} must be a layer, a module or a model`,
          received: typeof layer,
        });
      if (places.has(layer))
        fail('NAME', {
          who: 'sequential',
          what: `item ${i} is the layer at ${places.get(layer)} again, which a stored model could not say`,
          hint: 'Subclass Model to use a layer twice',
        });
      places.set(layer, i);
    });
    this.layers = layers;
    this.#named = nameAll(layers);
  }

  override get className(): string {
    return 'Sequential';
  }

  /**
   * Name and layers as plain data, layers of models in it included; `layers` is `null` where one is a module that no configuration
   * describes.
   *
   * @throws BernoulliError `CONFIG` for a layer whose configuration holds what a file cannot.
   */
  getConfig(): { readonly name: string; readonly layers: readonly PartDescription[] | null } {
    const layers: PartDescription[] = [];
    for (const layer of this.layers) {
      if (!(layer instanceof Layer || layer instanceof Sequential)) return { name: this.name, layers: null };
      const described = describePart(layer);
      if (layer instanceof Sequential && described.config['layers'] === null) return { name: this.name, layers: null };
      layers.push(described);
    }
    return { name: this.name, layers };
  }

  override children(): [string, Module][] {
    return this.#named;
  }

  call(x: Tensor, ...more: Tensor[]): Tensor {
    if (more.length > 0)
      fail('SHAPE', {
        who: 'sequential',
        what: 'takes one input',
        received: more.length + 1,
        hint: 'Subclass Model for several',
      });
    // Only the last may return several values, and then the model does.
    return this.layers.reduce<Outputs>((value, layer, i) => layer.apply(this.#single(value, i)), x) as Tensor;
  }

  #single(value: Outputs, i: number): Tensor {
    if (value instanceof Tensor) return value;
    return fail('SHAPE', {
      who: 'sequential',
      what: `item ${i} takes one value, and the one before it returns several`,
      received: Object.keys(value).join(', '),
      hint: 'Subclass Model to choose',
    });
  }
}

/**
 * A model of layers one after the other.
 *
 * @throws BernoulliError `CONFIG` for an empty list or an item that is no layer; `NAME` for two layers of one name.
 * @example
 * ```ts
 * import { Dense, Dropout, sequential } from '@bernoulli/api';
 * const model = sequential([
 *   new Dense({ units: 64, activation: 'relu' }),
 *   new Dropout({ rate: 0.5 }),
 *   new Dense({ units: 10, activation: 'softmax' }),
 * ]);
 * model.layers.length; // => 3
 * ```
 */
export function sequential(layers: readonly Module[], config?: ModelConfig): Sequential {
  return new Sequential(layers, config);
}

function nameAll(layers: readonly Module[]): [string, Module][] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const given = layer instanceof Layer ? layer.getConfig()['name'] : undefined;
    if (given !== undefined && !isPathPart(given))
      fail('NAME', {
        who: 'sequential',
        what: `the name of a layer must ${PATH_PART_RULE}`,
        received: JSON.stringify(given),
      });
    const name = given !== undefined ? given : numbered(defaultName(layer), counts);
    if (taken.has(name)) fail('NAME', { who: 'sequential', what: 'two layers have one name', received: name });
    taken.add(name);
    return [name, layer];
  });
}

function defaultName(layer: Module): string {
  return layer instanceof Model ? layer.name : smallStart(layer.className);
}

function numbered(base: string, counts: Map<string, number>): string {
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}${count}`;
}
