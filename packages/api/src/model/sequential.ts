/** Layers one after the other. */
import type { PartDescription } from '../config/describe-part.ts';
import { checkKeys, fail } from '../ir/index.ts';
import { Module, type Outputs } from '../tracing/module.ts';
import { Tensor } from '../tracing/tensor.ts';
import type { ModelConfig } from './model-name.ts';
import { ModelOfLayers } from './model-of-layers.ts';

/**
 * A model that applies its layers in order; other modules, and fresh models, may stand among them. A layer's name in paths is its `name`,
 * or its class's name in camel case, numbered from the second on: `dense`, `lstm`, `dense1`.
 */
export class Sequential extends ModelOfLayers {
  constructor(layers: readonly Module[], config: ModelConfig = {}) {
    checkKeys('sequential', config, ['name']);
    requireLayers(layers);
    super('sequential', layers, config.name ?? 'sequential');
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
    return { name: this.name, layers: this.describedLayers() };
  }

  call(x: Tensor, ...more: Tensor[]): Tensor {
    if (more.length > 0)
      fail('SHAPE', {
        who: 'sequential',
        what: 'takes one input',
        received: more.length + 1,
        hint: 'Use model(inputs, outputs) for several',
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
      hint: 'Use model(inputs, outputs) to choose',
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

function requireLayers(layers: readonly Module[]): void {
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
        hint: 'Use model(inputs, outputs) for layers that are used twice',
      });
    places.set(layer, i);
  });
}
