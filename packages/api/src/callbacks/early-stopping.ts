/** Stops when nothing gets better any more, and goes back to the best. */
import { field, flag, nullable, readConfig, whole, type TensorData } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Callback, TrainContext } from './callback.ts';
import { Monitor, monitorFields, type MonitorConfig } from './monitor.ts';

export interface EarlyStoppingConfig extends MonitorConfig {
  /** Epochs without improvement that are waited for, from 0 up. Default 0. */
  readonly patience?: number | undefined;
  /** Whether the weights of the best epoch are put back at the end. Default true, where Keras has false. */
  readonly restoreBestWeights?: boolean | undefined;
  /** What the figure must be better than, besides its best, for the waiting to begin anew. Default `null`: nothing. */
  readonly baseline?: number | null | undefined;
  /** Epochs at the beginning that are not looked at, from 0 up. Default 0. */
  readonly startFromEpoch?: number | undefined;
}

const fields = {
  patience: whole(0, 0),
  restoreBestWeights: flag(true),
  baseline: nullable(field<number>('be a finite number', Number.isFinite)),
  startFromEpoch: whole(0, 0),
  ...monitorFields,
};

/**
 * Ends training once the figure has not improved for `patience` epochs. The weights of the best epoch are put back at the end, also
 * when training ran to its last epoch; `restoreBestWeights: false` leaves the last ones.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `NAME`, during training, when there is no such figure.
 * @example
 * ```ts
 * import { EarlyStopping } from '@bernoulli/api';
 * new EarlyStopping({ monitor: 'valLoss', patience: 3 }).stoppedEpoch; // => undefined
 * ```
 */
export class EarlyStopping implements Callback {
  readonly #monitor: Monitor;
  readonly #patience: number;
  readonly #restore: boolean;
  readonly #baseline: number | null;
  readonly #start: number;
  #waited = 0;
  #best: Record<string, TensorData> | undefined;
  /** The epoch, from 0, that was best. */
  bestEpoch: number | undefined;
  /** The epoch, from 0, after which training was stopped; undefined if it was not. */
  stoppedEpoch: number | undefined;

  constructor(config: EarlyStoppingConfig = {}) {
    const settings = readConfig('EarlyStopping', config, fields);
    this.#patience = settings.patience;
    this.#restore = settings.restoreBestWeights;
    this.#baseline = settings.baseline;
    this.#start = settings.startFromEpoch;
    this.#monitor = new Monitor('EarlyStopping', settings);
  }

  onTrainBegin(): void {
    this.#monitor.reset();
    this.#waited = 0;
    this.#best = this.bestEpoch = this.stoppedEpoch = undefined;
  }

  async onEpochEnd(epoch: number, logs: Logs, context: TrainContext): Promise<void> {
    if (epoch < this.#start) return;
    this.#waited++;
    if (this.#monitor.improves(logs)) {
      this.bestEpoch = epoch;
      if (this.#restore) this.#best = await context.model.getWeights();
      if (this.#baseline === null || this.#monitor.beats(logs, this.#baseline)) this.#waited = 0;
    } else if (this.#waited >= this.#patience) {
      this.stoppedEpoch = epoch;
      context.stop();
    }
  }

  async onTrainEnd(_: Logs, { model }: TrainContext): Promise<void> {
    if (this.#best !== undefined) await model.setWeights(this.#best);
  }
}
