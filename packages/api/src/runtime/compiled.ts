/** What `compile` settled, and how far training has come since. */
import type { Backend, Shape } from '../ir/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Target } from '../programs/targets.ts';

/** An output of a model: its name, `null` for the only one, and the shape of its predictions, batch first. */
export interface OutputShape {
  readonly name: string | null;
  readonly shape: Shape;
  /** Whether predictions are sure to leave [0, 1], the range of probabilities. */
  readonly unbounded: boolean;
}

export interface Compiled {
  readonly optimizer: Optimizer | undefined;
  /** What the outputs are trained towards, `undefined` without a loss. Made once their shapes are known: names of metrics depend on them. */
  readonly targets: ((outputs: readonly OutputShape[]) => readonly Target[]) | undefined;
  /** Optimizer, losses and metrics, as they are known before the outputs are: what has a name alone is a text. */
  readonly parts: readonly unknown[];
  readonly seed: number | bigint;
  readonly backend: Backend | undefined;
}

/** How far training has come. With the seed it is the whole state of the randomness. */
export interface Progress {
  /** Training steps taken. */
  step: number;
  /** Epochs begun and ended by `fit`. */
  epoch: number;
  /** Batches done of an epoch that was interrupted. */
  batch: number;
  /** The epoch at which the last `fit` began. */
  base: number;
  /** Steps taken by each further way to train, by its name. */
  steps: Record<string, number>;
}

export function freshProgress(): Progress {
  return { step: 0, epoch: 0, batch: 0, base: 0, steps: {} };
}
