/** What `config.json` of a stored model holds. */
import type { PartDescription } from '../config/describe-part.ts';
import type { WiringDescription } from '../model/functional.ts';
import type { RowType } from '../programs/predict.ts';
import type { Progress } from '../runtime/compiled.ts';

/** A part by its class name in our tables, or among what is handed in, and its configuration. */
export type StoredPart = PartDescription;

/** What an output is trained towards. */
export interface StoredTarget {
  /** `null` for the only output of a model that returns a single tensor. */
  readonly output: string | null;
  /** `null` for an output that is not trained. Older files have it for a loss of the user's own. */
  readonly loss: StoredPart | null;
  readonly weight: number;
  readonly metrics: readonly StoredPart[];
}

/** Layers, and what they do to one another. */
export interface StoredFunctional extends WiringDescription {
  readonly layers: readonly StoredPart[];
}

export interface StoredConfig {
  readonly format: 'bernoulli';
  /** Version of the format. 1 had one output, and inputs that were all `f32` and of known size. */
  readonly version: 2;
  /** Version of the promise about random bits; see `STREAM_VERSION`. */
  readonly streamVersion: number;
  readonly className: string;
  readonly name: string;
  /** One row of each input. */
  readonly rows: readonly RowType[];
  /** Of a sequential model. */
  readonly layers: readonly StoredPart[] | null;
  /** Of a model that `model(inputs, outputs)` made. Both are `null` for a class of the user's own. */
  readonly functional: StoredFunctional | null;
  /** Paths of modules that are not trainable. */
  readonly frozen: readonly string[];
  readonly compiled: {
    readonly optimizer: StoredPart | null;
    /** One for each output; none where there is no loss. */
    readonly targets: readonly StoredTarget[];
  };
  /** In decimal: it may be larger than a JSON number. */
  readonly seed: string;
  readonly progress: Progress;
}
