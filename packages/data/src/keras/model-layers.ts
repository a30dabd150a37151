/** The layers of a model that have weights, as a tree, in the order in which Keras lists them. */
import type { Model, Module, TensorData } from '@bernoulli/api';

/** A module, its own weights by name, and the modules in it that have any. */
export interface ModelLayer {
  /** Its place in the model: `simpleNet/dense1`. */
  readonly path: string;
  /** Its place in the module around it: `dense1`. */
  readonly name: string;
  readonly className: string;
  readonly weights: ReadonlyMap<string, readonly number[]>;
  readonly children: readonly ModelLayer[];
}

/**
 * As Keras's `model.weights`: a layer's own weights, those that are trained first, then those of the layers in it, in the order in which
 * they were set. A layer that is used twice has its first place.
 */
export function layersOf(model: Model, values: Readonly<Record<string, TensorData>>): ModelLayer {
  const seen = new Set<Module>();
  const visit = (module: Module, path: string, name: string): ModelLayer => {
    seen.add(module);
    const own = [...module.parameters.values()].filter((weight) => Object.hasOwn(values, `${path}/${weight.name}`));
    const ordered = [...own.filter(({ trainable }) => trainable), ...own.filter(({ trainable }) => !trainable)];
    const weights = new Map(ordered.map((weight) => [weight.name, weight.shape]));
    const children = module
      .children()
      .flatMap(([key, child]) => (seen.has(child) ? [] : [visit(child, `${path}/${key}`, key)]))
      .filter((child) => child.weights.size > 0 || child.children.length > 0);
    return { path, name, className: module.className, weights, children };
  };
  return visit(model, model.name, model.name);
}

/** A part of a tree and all that is in it, from the front. */
export function* walk<T extends { readonly children: readonly T[] }>(tree: T): Generator<T> {
  yield tree;
  for (const child of tree.children) yield* walk(child);
}
