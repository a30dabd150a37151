/** Sets the learning rate at the start of every epoch. */
import { callable, readConfig, required } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Callback, TrainContext } from './callback.ts';
import { optimizerRate } from './optimizer-rate.ts';

export interface LearningRateSchedulerConfig {
  /**
   * The rate of an epoch, counted from 0, given the one before. A training that is resumed repeats the rates of one that was not where
   * they follow from the epoch alone.
   */
  readonly schedule: (epoch: number, learningRate: number) => number;
}

const fields = { schedule: required(callable<LearningRateSchedulerConfig['schedule']>()) };

/**
 * Sets the optimizer's learning rate at the start of every epoch, and adds it to the figures as `learningRate`. For rates that
 * change from step to step, and are saved with the model, give the optimizer one of `schedules`.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; during training for a rate that is no finite number of at least 0, and for an
 * optimizer that follows a schedule.
 * @example
 * ```ts
 * import { LearningRateScheduler } from '@bernoulli/api';
 * const halving = new LearningRateScheduler({ schedule: (epoch) => 0.1 * 0.5 ** epoch });
 * typeof halving.onEpochBegin; // => 'function'
 * ```
 */
export class LearningRateScheduler implements Callback {
  readonly #schedule: LearningRateSchedulerConfig['schedule'];

  constructor(config: LearningRateSchedulerConfig) {
    this.#schedule = readConfig('LearningRateScheduler', config, fields).schedule;
  }

  onEpochBegin(epoch: number, { model }: TrainContext): void {
    model.optimizer.learningRate = this.#schedule(epoch, optimizerRate('LearningRateScheduler', model));
  }

  onEpochEnd(_: number, logs: Logs, { model }: TrainContext): void {
    logs['learningRate'] = optimizerRate('LearningRateScheduler', model);
  }
}
