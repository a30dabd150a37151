/** What an optimizer is: a rule that moves a parameter, written as nodes of the training graph. */
import type { Schedule } from '../schedules/schedule.ts';
import type { Tensor } from '../tracing/tensor.ts';

/** One parameter on its way through a step. */
export interface UpdateContext {
  readonly parameter: Tensor;
  /** What `clip` returned for it. */
  readonly gradient: Tensor;
  /** Its own slots, under the names the optimizer declares. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /** `f32` scalars, under the names that `scalars` gives. */
  readonly scalars: Readonly<Record<string, Tensor>>;
}

/** What replaces a parameter and its slots. */
export interface Updated {
  readonly parameter: Tensor;
  readonly slots: Record<string, Tensor>;
}

/** A rule that moves parameters against their gradients. */
export interface Optimizer {
  readonly className: string;
  /** Names of the arrays kept per parameter: zeros at the start, of the parameter's shape. */
  readonly slots: readonly string[];
  /** May be set between steps: it is read each time `scalars` is asked. */
  learningRate: number | Schedule;
  /** Numbers of step t, counted from 0, worked out in double precision and fed to the graph as `f32` scalars. The names never change. */
  scalars(step: number): Record<string, number>;
  /** All gradients together, before any update. */
  clip(gradients: readonly Tensor[]): readonly Tensor[];
  update(context: UpdateContext): Updated;
  getConfig(): Record<string, unknown>;
}
