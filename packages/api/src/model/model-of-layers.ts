/** What models have in common that layers make up, without code of the user's own: they can be said again. */
import { describePart, type PartDescription } from '../config/describe-part.ts';
import { Layer } from '../tracing/layer.ts';
import type { Module } from '../tracing/module.ts';
import { nameAll } from './layer-names.ts';
import { Model } from './model.ts';

/** A model whose layers, and what they do to one another, are all there is to it. */
export abstract class ModelOfLayers extends Model {
  readonly layers: readonly Module[];
  readonly #named: [string, Module][];

  constructor(who: string, layers: readonly Module[], name: string) {
    super({ name });
    this.layers = layers;
    this.#named = nameAll(who, layers);
  }

  /**
   * The model as plain data, layers of models in it included; `layers` is `null` where only code can say it again.
   *
   * @throws BernoulliError `CONFIG` for a layer whose configuration holds what a file cannot.
   */
  abstract getConfig(): { readonly name: string; readonly layers: readonly PartDescription[] | null };

  override children(): [string, Module][] {
    return this.#named;
  }

  /** The layers as plain data; `null` where one is a module that no configuration describes. */
  protected describedLayers(): readonly PartDescription[] | null {
    const layers: PartDescription[] = [];
    for (const layer of this.layers) {
      if (!(layer instanceof Layer || layer instanceof ModelOfLayers)) return null;
      const described = describePart(layer);
      if (layer instanceof ModelOfLayers && described.config['layers'] === null) return null;
      layers.push(described);
    }
    return layers;
  }
}
