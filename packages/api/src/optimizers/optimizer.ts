/** What an optimizer is: a rule that moves a parameter, written as nodes of the training graph. */
import type { Shape } from '../ir/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Tensor } from '../tracing/tensor.ts';

/** Slots of one parameter, by name. */
export type Slots = Readonly<Record<string, Tensor>>;

/** One parameter on its way through a step. */
export interface UpdateContext {
  /** Where it stands in the module tree: `net/dense/kernel`. */
  readonly path: string;
  readonly parameter: Tensor;
  /** The gradient as it came. */
  readonly raw: Tensor;
  /** What `clip` returned for it. */
  readonly gradient: Tensor;
  /** Its own slots, under the names the optimizer declares. */
  readonly slots: Slots;
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
  /** The loss is multiplied by it before gradients are taken; `clip` divides by it. Left out or `null`: 1. */
  readonly lossScaleFactor?: number | null;
  /** True where the slot {@link AVERAGE} holds what takes the parameter's place when `fit` ends. */
  readonly averages?: boolean;
  /**
   * True where weights, slots, gradients and scalars of moderate size (2⁴⁸, 2⁴⁰ and 2¹⁰) never make a next state that is not
   * finite, as long as no weight moves by more than 2⁹⁸ in a step. Left out, each number of a next state is looked at, which
   * costs a tenth of a step or so.
   */
  readonly staysFinite?: boolean;
  /** The slots of one parameter, where they differ from parameter to parameter. Left out: `slots`. */
  slotsOf?(path: string, shape: Shape): readonly string[];
  /** Numbers of step t, counted from 0, worked out in double precision and fed to the graph as `f32` scalars. The names never change. */
  scalars(step: number): Record<string, number>;
  /** All gradients together, before any update; the slots of each parameter beside them. */
  clip(gradients: readonly Tensor[], slots: readonly Slots[]): readonly Tensor[];
  update(context: UpdateContext): Updated;
  /** What is done once the constraint has put the parameter of `next` back: `next` itself, where this is left out. */
  finish?(next: Updated, context: UpdateContext): Updated;
  getConfig(): Record<string, unknown>;
}

/** The slot with the average of a parameter over the steps. */
export const AVERAGE = 'average';

/** The slots that an optimizer keeps for a parameter. */
export function slotsOf(optimizer: Optimizer, path: string, shape: Shape): readonly string[] {
  return optimizer.slotsOf?.(path, shape) ?? optimizer.slots;
}
