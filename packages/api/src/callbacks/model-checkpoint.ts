/** Keeps the model safe while it trains. */
import { callable, flag, readConfig, required } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Model } from '../model/model.ts';
import type { Callback, TrainContext } from './callback.ts';
import { Monitor, monitorFields, type MonitorConfig } from './monitor.ts';

export interface ModelCheckpointConfig extends MonitorConfig {
  /** Where to: in Node, `(model, epoch) => saveModel(model, 'checkpoint')` of `@bernoulli/api/node`. Epochs count from 0. */
  readonly save: (model: Model, epoch: number, logs: Logs) => void | Promise<void>;
  /** Save only when the monitored figure is the best so far. Default false: after every epoch. */
  readonly saveBestOnly?: boolean | undefined;
}

const fields = {
  save: required(callable<ModelCheckpointConfig['save']>()),
  saveBestOnly: flag(false),
  ...monitorFields,
};

/**
 * Saves after each epoch, or after each that is the best so far. Training waits until the save is done.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `NAME`, during training, when there is no such figure.
 * @example
 * ```ts
 * import { ModelCheckpoint } from '@bernoulli/api';
 * const epochs: number[] = [];
 * new ModelCheckpoint({ save: (_, epoch) => void epochs.push(epoch) });
 * epochs; // => []
 * ```
 */
export class ModelCheckpoint implements Callback {
  readonly #save: ModelCheckpointConfig['save'];
  readonly #monitor: Monitor | undefined;

  constructor(config: ModelCheckpointConfig) {
    const settings = readConfig('ModelCheckpoint', config, fields);
    this.#save = settings.save;
    this.#monitor = settings.saveBestOnly ? new Monitor('ModelCheckpoint', settings) : undefined;
  }

  onTrainBegin(): void {
    this.#monitor?.reset();
  }

  async onEpochEnd(epoch: number, logs: Logs, { model }: TrainContext): Promise<void> {
    if (this.#monitor?.improves(logs) ?? true) await this.#save(model, epoch, logs);
  }
}
