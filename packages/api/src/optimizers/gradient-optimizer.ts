/** What the optimizers share: the rate, accumulation and clipping before the update, weight decay, averages after it. */
import { atLeast, list, nullable, positive, readConfig, text, whole, type SettingsOf } from '../ir/config/index.ts';
import { fail, type Shape } from '../ir/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { clipGradients } from './gradient-clipping.ts';
import { learningRateField, rateAt, saveRate } from './learning-rate.ts';
import { AVERAGE, type Optimizer, type Slots, type UpdateContext, type Updated } from './optimizer.ts';
import { averageFields, averageScalars, nextAverage, type AverageConfig } from './weight-average.ts';

/** What every optimizer can be told. */
export interface OptimizerConfig extends AverageConfig {
  /** A number, or a function of the step, counted from 0. */
  readonly learningRate?: number | Schedule;
  /** λ: before each update, a weight w loses rate · λ · w. Default `null`: none. */
  readonly weightDecay?: number | null;
  /** Weights whose path (`net/dense/bias`) holds one of these texts do not decay. Default: all do. */
  readonly excludeFromWeightDecay?: readonly string[];
  /** Each gradient is scaled down to this norm. At most one way of clipping may be set. */
  readonly clipnorm?: number | null;
  /** All gradients together are scaled down to this norm. */
  readonly globalClipnorm?: number | null;
  /** Each element of a gradient is moved into [−clipvalue, clipvalue]. */
  readonly clipvalue?: number | null;
  /** The loss is multiplied by this before gradients are taken, which are then divided by it. Default `null`: 1. */
  readonly lossScaleFactor?: number | null;
  /**
   * Weights move at every so many steps, from 2 up, by the mean of the gradients since the last move. Learning rates are of the step,
   * everything else counts moves. Default `null`: at every step.
   */
  readonly gradientAccumulationSteps?: number | null;
}

/** The fields of {@link OptimizerConfig}. */
export function commonFields(learningRate: number, weightDecay: number | null = null) {
  return {
    learningRate: learningRateField(learningRate),
    weightDecay: nullable(atLeast(0), weightDecay),
    excludeFromWeightDecay: list(text(), []),
    clipnorm: nullable(positive()),
    globalClipnorm: nullable(positive()),
    clipvalue: nullable(positive()),
    lossScaleFactor: nullable(positive()),
    gradientAccumulationSteps: nullable(whole(2)),
    ...averageFields,
  };
}

type CommonFields = ReturnType<typeof commonFields>;

/** The slot with the sum of the gradients since the last move. */
const SUM = 'gradientSum';

/**
 * A step is: add up the gradients and clip them, shrink the weight (w ← w − rate·λ·w), move it, and, once its constraint is met, average
 * it. A new optimizer extends this and says the move.
 */
export abstract class GradientOptimizer<F extends CommonFields> implements Optimizer {
  abstract readonly className: string;
  abstract readonly slots: readonly string[];
  readonly config: SettingsOf<F>;
  readonly lossScaleFactor: number | null;
  readonly averages: boolean;
  readonly #common: SettingsOf<CommonFields>;
  #learningRate: number | Schedule;

  constructor(who: string, config: OptimizerConfig, fields: F) {
    this.config = readConfig<unknown, F>(who, config, fields);
    const common = (this.#common = this.config as SettingsOf<CommonFields>);
    this.#learningRate = common.learningRate;
    this.lossScaleFactor = common.lossScaleFactor;
    this.averages = common.useEma || common.swaStart !== null;
    const set = (['clipnorm', 'globalClipnorm', 'clipvalue'] as const).filter((way) => common[way] !== null);
    if (set.length > 1)
      fail('CONFIG', {
        who,
        what: 'at most one of clipnorm, globalClipnorm and clipvalue may be set',
        received: set.join(' and '),
      });
    if (common.useEma && common.swaStart !== null)
      fail('CONFIG', { who, what: 'at most one of useEma and swaStart may be set', received: 'both' });
  }

  /** The least number that the move divides by; 0 where nothing is promised of the size of a move. */
  protected get leastDivisor(): number {
    return 0;
  }

  get staysFinite(): boolean {
    return this.leastDivisor >= 2 ** -40 && (this.lossScaleFactor ?? 1) >= 1;
  }

  get learningRate(): number | Schedule {
    return this.#learningRate;
  }

  set learningRate(rate: number | Schedule) {
    const { must, read } = learningRateField();
    this.#learningRate = read(rate, { who: this.className, key: 'learningRate', must });
  }

  /** The numbers of a step that the move reads, from the rate of the step and how many updates there were before. Default: the rate. */
  protected stepScalars(rate: number, _updates: number): Record<string, number> {
    return { learningRate: rate };
  }

  /** The move, with the gradient clipped and the weight already shrunk. */
  protected abstract move(context: UpdateContext): Updated;

  /** The scalar that shrinks a weight, of the names `scalars` gives. */
  protected shrinkage(_path: string, _shape: Shape): string {
    return 'keep';
  }

  slotsOf(_path: string, _shape: Shape): readonly string[] {
    const { gradientAccumulationSteps } = this.#common;
    return [...this.slots, ...(gradientAccumulationSteps === null ? [] : [SUM]), ...(this.averages ? [AVERAGE] : [])];
  }

  scalars(step: number): Record<string, number> {
    const { weightDecay: decay, gradientAccumulationSteps: every } = this.#common;
    const rate = rateAt(this.className, this.#learningRate, step);
    const updates = Math.floor(step / (every ?? 1));
    const moves = (step + 1) % (every ?? 1) === 0;
    return {
      ...this.stepScalars(rate, updates),
      ...(decay === null ? {} : { keep: 1 - rate * decay }),
      ...(every === null ? {} : { moves: +moves }),
      ...(this.averages ? averageScalars(this.#common, updates, moves) : {}),
    };
  }

  clip(gradients: readonly Tensor[], slots: readonly Slots[] = []): readonly Tensor[] {
    const { gradientAccumulationSteps: every, lossScaleFactor } = this.#common;
    const sums = every === null ? gradients : gradients.map((g, i) => g.add(slots[i]![SUM]!));
    const divisor = (every ?? 1) * (lossScaleFactor ?? 1);
    return clipGradients(divisor === 1 ? sums : sums.map((g) => g.div(divisor)), this.#common);
  }

  update(context: UpdateContext): Updated {
    const { path, parameter, scalars } = context;
    const shrinks = scalars[this.shrinkage(path, parameter.shape)];
    const decays = shrinks !== undefined && !this.#common.excludeFromWeightDecay.some((text) => path.includes(text));
    return this.move(decays ? { ...context, parameter: parameter.mul(shrinks) } : context);
  }

  finish(next: Updated, { parameter, raw, slots, scalars }: UpdateContext): Updated {
    const kept = { ...next.slots };
    let moved = next.parameter;
    const moves = scalars['moves']?.greater(0);
    if (moves !== undefined) {
      moved = moved.where(moves, parameter);
      for (const slot in kept) kept[slot] = kept[slot]!.where(moves, slots[slot]!);
      kept[SUM] = raw.add(slots[SUM]!).where(moves.not(), 0);
    }
    if (this.averages) {
      const average = (kept[AVERAGE] = nextAverage(slots[AVERAGE]!, moved, scalars['newest']!));
      if (scalars['overwrite'] !== undefined) moved = average.where(scalars['overwrite'].greater(0), moved);
    }
    return { parameter: moved, slots: kept };
  }

  getConfig(): Record<string, unknown> {
    return { ...this.config, learningRate: saveRate(this.className, this.#learningRate) };
  }
}
