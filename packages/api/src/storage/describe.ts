/** Modules as data: what a file says of the layers of a sequential model. */
import { layerFromConfig } from '../layers/index.ts';
import { Sequential } from '../model/sequential.ts';
import { Layer } from '../tracing/layer.ts';
import type { Module } from '../tracing/module.ts';
import type { StoredPart } from './format.ts';

/** The layers of a sequential model, those of models in it included; `null` for what a file cannot say: classes of the user's own. */
export function describeLayers(model: Module): readonly StoredPart[] | null {
  if (!(model instanceof Sequential)) return null;
  const layers: StoredPart[] = [];
  for (const layer of model.layers) {
    const described = describe(layer);
    if (described === null) return null;
    layers.push(described);
  }
  return layers;
}

function describe(module: Module): StoredPart | null {
  if (module instanceof Layer) return { className: module.className, config: module.getConfig() };
  const layers = describeLayers(module);
  return layers === null ? null : { className: 'Sequential', config: { name: (module as Sequential).name, layers } };
}

/** The sequential model that a description tells of. */
export function sequentialFrom(layers: readonly StoredPart[], name: string): Sequential {
  return new Sequential(
    layers.map(({ className, config }) =>
      className === 'Sequential'
        ? sequentialFrom(config['layers'] as readonly StoredPart[], config['name'] as string)
        : layerFromConfig({ className, config }),
    ),
    { name },
  );
}
