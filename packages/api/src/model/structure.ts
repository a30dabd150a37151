/** What a model is made of, as plain data: what summaries and diagrams show. */
import { BATCH, sizeOf, type DType, type Shape } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import type { Source } from '../runtime/sources.ts';

/** Where a value comes from: an input of the model, or one of its layers, by number. */
export type LayerSource = { readonly input: number } | { readonly layer: number };

/** One use of a layer, or of another module. */
export interface LayerUse {
  /** Its place below the model, as in `block/dense`. */
  readonly path: string;
  readonly className: string;
  /** The shape of what it gives, or the shapes; the batch is −1. */
  readonly outputs: readonly Shape[];
  /** Numbers in its own weights, without those of modules in it. */
  readonly weights: number;
  /** How many of them an optimizer moves. */
  readonly trained: number;
  /** What it reads, for what the model itself uses; `null` for what a module in the model uses. */
  readonly from: readonly LayerSource[] | null;
}

export interface ModelStructure {
  readonly name: string;
  /** One row of each input; `null` is a size that is open. */
  readonly inputs: readonly { readonly dtype: DType; readonly shape: readonly (number | null)[] }[];
  /** In the order in which they are used, those in a module before it. */
  readonly layers: readonly LayerUse[];
  /** `null` for the only output of a model that gives a single one. */
  readonly outputs: readonly {
    readonly name: string | null;
    readonly shape: Shape;
    readonly from: readonly LayerSource[];
  }[];
}

export function structureOf(runtime: ModelRuntime, who: string): ModelStructure {
  const { calls, ends, outputs, parameters, rows } = runtime.built(who);
  const shown = calls.flatMap(({ module }, i) => (module === runtime.model ? [] : [i]));
  const number = new Map(shown.map((call, layer) => [call, layer]));
  const sourceOf = (source: Source): LayerSource => ('input' in source ? source : { layer: number.get(source.call)! });
  const weightsAt = (path: string, counts: (weight: string) => boolean): number =>
    [...parameters].reduce(
      (n, [weight, { shape }]) =>
        weight.slice(0, weight.lastIndexOf('/')) === path && counts(weight) ? n + sizeOf(shape) : n,
      0,
    );
  return {
    name: runtime.name,
    inputs: rows,
    layers: shown.map((i) => {
      const { path, module, shapes, from, outermost } = calls[i]!;
      return {
        path: path.slice(runtime.name.length + 1),
        className: module.className,
        outputs: shapes.map((shape) => [BATCH, ...shape.slice(1)]),
        weights: weightsAt(path, () => true),
        trained: weightsAt(path, (weight) => runtime.isTrainable(weight)),
        from: outermost ? from.map(sourceOf) : null,
      };
    }),
    outputs: outputs.map(({ name, shape }, i) => ({ name, shape, from: ends[i]!.map(sourceOf) })),
  };
}
