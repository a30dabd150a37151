/** Keeps the model safe while it trains. */
import { fail } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Model } from '../model/model.ts';
import type { Callback, TrainContext } from './callback.ts';
import { Monitor, type MonitorConfig } from './monitor.ts';

export interface ModelCheckpointConfig extends MonitorConfig {
  /** Where to: in Node, `(model, epoch) => saveModel(model, 'checkpoint')` of `@bernoulli/api/node`. Epochs count from 0. */
  readonly save: (model: Model, epoch: number, logs: Logs) => void | Promise<void>;
  /** Save only when the monitored figure is the best so far. Default false: after every epoch. */
  readonly saveBestOnly?: boolean | undefined;
}

/**
 * Saves after each epoch, or after each that is the best so far. Training waits until the save is done.
 *
 * @throws BernoulliError `CONFIG` when `save` is no function; `NAME`, during training, when there is no such figure.
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

  constructor({ save, saveBestOnly = false, ...monitor }: ModelCheckpointConfig) {
    if (typeof save !== 'function')
      fail('CONFIG', { who: 'ModelCheckpoint', what: 'save must be a function', received: save });
    this.#save = save;
    this.#monitor = saveBestOnly ? new Monitor('ModelCheckpoint', monitor) : undefined;
  }

  onTrainBegin(): void {
    this.#monitor?.reset();
  }

  async onEpochEnd(epoch: number, logs: Logs, { model }: TrainContext): Promise<void> {
    if (this.#monitor?.improves(logs) ?? true) await this.#save(model, epoch, logs);
  }
}
