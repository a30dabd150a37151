/** The layers of a model that have weights, in the order in which Keras lists them. */
import type { Model, Module, TensorData } from '@bernoulli/api';

/** A layer, and its weights by name. */
export interface ModelLayer {
  /** Its place in the model: `simpleNet/dense1`. */
  readonly path: string;
  readonly className: string;
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/**
 * As Keras's `model.weights`: a layer's own weights, those that are trained first, then those of the layers in it, in the order in which
 * they were set. A layer that is used twice is listed once.
 */
export function layersOf(model: Model, values: Readonly<Record<string, TensorData>>): ModelLayer[] {
  const layers: ModelLayer[] = [];
  const seen = new Set<Module>();
  const visit = (module: Module, path: string): void => {
    if (seen.has(module)) return;
    seen.add(module);
    const own = [...module.parameters.values()].filter(({ name }) => Object.hasOwn(values, `${path}/${name}`));
    const ordered = [...own.filter(({ trainable }) => trainable), ...own.filter(({ trainable }) => !trainable)];
    const weights = new Map(ordered.map(({ name, shape }) => [name, shape]));
    if (weights.size > 0) layers.push({ path, className: module.className, weights });
    for (const [name, child] of module.children()) visit(child, `${path}/${name}`);
  };
  visit(model, model.name);
  return layers;
}
