/** Keeps the model safe while it trains. */
import { describePart, type Describable } from '../config/describe-part.ts';
import { storeFunction } from '../config/custom-objects.ts';
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
  /** Where `save` stores no more than weights: then parts of the model may be such as no file can hold. Default false. */
  readonly saveWeightsOnly?: boolean | undefined;
}

const fields = {
  save: required(callable<ModelCheckpointConfig['save']>()),
  saveBestOnly: flag(false),
  saveWeightsOnly: flag(false),
  ...monitorFields,
};

/**
 * Saves after each epoch, or after each that is the best so far. Training waits until the save is done. A model that no file can hold,
 * since a function in it has no name or a configuration is no plain data, is refused before the first step.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting, and, where training begins, for a model that cannot be saved; `NAME`, during
 * training, when there is no such figure.
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
  readonly #weightsOnly: boolean;

  constructor(config: ModelCheckpointConfig) {
    const settings = readConfig('ModelCheckpoint', config, fields);
    this.#save = settings.save;
    this.#weightsOnly = settings.saveWeightsOnly;
    this.#monitor = settings.saveBestOnly ? new Monitor('ModelCheckpoint', settings) : undefined;
  }

  onTrainBegin({ model, parts }: TrainContext): void {
    this.#monitor?.reset();
    if (!this.#weightsOnly) for (const part of [model, ...parts]) checkStorable(part);
  }

  async onEpochEnd(epoch: number, logs: Logs, { model }: TrainContext): Promise<void> {
    if (this.#monitor?.improves(logs) ?? true) await this.#save(model, epoch, logs);
  }
}

/** Says in time why a part could not be saved. Models of a class of the user's own have no configuration, and need none. */
function checkStorable(part: unknown): void {
  if (typeof part === 'function') storeFunction('ModelCheckpoint', 'a loss or metric', part);
  else if (typeof part === 'object' && part !== null && 'getConfig' in part) describePart(part as Describable);
}
