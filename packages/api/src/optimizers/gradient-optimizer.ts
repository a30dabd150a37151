/** What the optimizers share: the rate, clipping before the update, and weight decay. */
import { atLeast, nullable, positive, readConfig, type SettingsOf } from '../ir/config/index.ts';
import { fail } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { clipGradients, type Clipping } from './gradient-clipping.ts';
import { learningRateField, rateAt, saveRate } from './learning-rate.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Optimizer, UpdateContext, Updated } from './optimizer.ts';

/** What every optimizer can be told. */
export interface OptimizerConfig {
  /** A number, or a function of the step, counted from 0. */
  readonly learningRate?: number | Schedule;
  /** λ: before each update, a weight w loses rate · λ · w. Default `null`: none. */
  readonly weightDecay?: number | null;
  /** Each gradient is scaled down to this norm. At most one way of clipping may be set. */
  readonly clipnorm?: number | null;
  /** All gradients together are scaled down to this norm. */
  readonly globalClipnorm?: number | null;
  /** Each element of a gradient is moved into [−clipvalue, clipvalue]. */
  readonly clipvalue?: number | null;
}

/** The fields of {@link OptimizerConfig}. */
export function commonFields(learningRate: number, weightDecay: number | null = null) {
  return {
    learningRate: learningRateField(learningRate),
    weightDecay: nullable(atLeast(0), weightDecay),
    clipnorm: nullable(positive()),
    globalClipnorm: nullable(positive()),
    clipvalue: nullable(positive()),
  };
}

type CommonFields = ReturnType<typeof commonFields>;

/**
 * A step is: clip the gradients, shrink the weight (w ← w − rate·λ·w), move it. A new optimizer extends this and says the move.
 */
export abstract class GradientOptimizer<F extends CommonFields> implements Optimizer {
  abstract readonly className: string;
  abstract readonly slots: readonly string[];
  readonly config: SettingsOf<F>;
  readonly #common: SettingsOf<CommonFields>;
  #learningRate: number | Schedule;

  constructor(who: string, config: OptimizerConfig, fields: F) {
    this.config = readConfig<unknown, F>(who, config, fields);
    const common: Clipping & SettingsOf<CommonFields> = this.config as SettingsOf<CommonFields>;
    this.#common = common;
    this.#learningRate = common.learningRate;
    const set = (['clipnorm', 'globalClipnorm', 'clipvalue'] as const).filter((way) => common[way] !== null);
    if (set.length > 1)
      fail('CONFIG', {
        who,
        what: 'at most one of clipnorm, globalClipnorm and clipvalue may be set',
        received: set.join(' and '),
      });
  }

  get learningRate(): number | Schedule {
    return this.#learningRate;
  }

  set learningRate(rate: number | Schedule) {
    const { must, read } = learningRateField();
    this.#learningRate = read(rate, { who: this.className, key: 'learningRate', must });
  }

  /** The numbers of a step that the move reads, given its rate. */
  protected abstract stepScalars(rate: number, step: number): Record<string, number>;

  /** The move, with the gradient clipped and the weight already shrunk. */
  protected abstract move(context: UpdateContext): Updated;

  scalars(step: number): Record<string, number> {
    const rate = rateAt(this.className, this.#learningRate, step);
    const decay = this.#common.weightDecay;
    return { ...this.stepScalars(rate, step), ...(decay === null ? {} : { keep: 1 - rate * decay }) };
  }

  clip(gradients: readonly Tensor[]): readonly Tensor[] {
    return clipGradients(gradients, this.#common);
  }

  update(context: UpdateContext): Updated {
    const { parameter, scalars } = context;
    return this.move(
      this.#common.weightDecay === null ? context : { ...context, parameter: parameter.mul(scalars['keep']!) },
    );
  }

  getConfig(): Record<string, unknown> {
    return { ...this.config, learningRate: saveRate(this.className, this.#learningRate) };
  }
}
