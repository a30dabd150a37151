/** The training loop. */
import { History } from '../callbacks/history.ts';
import { ProgressBar, type Verbosity } from '../callbacks/progress-bar.ts';
import type { Callback, TrainContext } from '../callbacks/callback.ts';
import { checkKeys } from '../config/read-config.ts';
import { checkBatchSize, isBatchSource, type ArrayInput, type BatchSource } from '../data/index.ts';
import { fail } from '../ir/index.ts';
import type { ModelRuntime, Progress } from '../runtime/model-runtime.ts';
import { epochsFrom, epochsOf, splitOff, type Epochs } from './epochs.ts';
import { evaluatePrepared } from './evaluate.ts';
import type { Logs } from '../metrics/logs.ts';
import { MetricSums } from './metric-sums.ts';
import type { Model } from '../model/model.ts';
import { EventLoopBreak } from '../runtime/event-loop-break.ts';
import { prepare, type Inputs, type Prepared } from './prepare-data.ts';
import { Stepper } from './step.ts';

export interface FitOptions {
  /** Passes over the data, from 1 up. Default 1. */
  readonly epochs?: number | undefined;
  /** Rows per step, from 1 up; the last step of an epoch takes what is left. Default 32. */
  readonly batchSize?: number | undefined;
  /** Judged after every epoch, as `valLoss` and so on. */
  readonly validationData?: readonly [x: Inputs, y: ArrayInput] | undefined;
  /** Fraction in (0, 1) of the rows, taken from the end before any shuffling, to judge on instead. */
  readonly validationSplit?: number | undefined;
  /** Take the rows in a new order each epoch, drawn from the seed. Default true. */
  readonly shuffle?: boolean | undefined;
  readonly callbacks?: readonly Callback[] | undefined;
  /** Stops between two steps; the weights stay as they are then. */
  readonly signal?: AbortSignal | undefined;
  /** `'auto'`: a bar on a terminal, a line per epoch elsewhere; 0: nothing. Default `'auto'`. */
  readonly verbose?: Verbosity | undefined;
  /**
   * Go on with the `fit` that was stopped, or saved in the middle, as if nothing had happened: `epochs` counts from its start. The
   * data, `batchSize` and `shuffle` must be what they were.
   * Default false: `epochs` more passes.
   */
  readonly resume?: boolean | undefined;
}

const optionNames = [
  'epochs',
  'batchSize',
  'validationData',
  'validationSplit',
  'shuffle',
  'callbacks',
  'signal',
  'verbose',
  'resume',
] as const satisfies readonly (keyof FitOptions)[];

/** Trains, and returns what was seen epoch by epoch. */
export async function fit(
  runtime: ModelRuntime,
  x: Inputs | BatchSource,
  y: ArrayInput | undefined,
  options: FitOptions = {},
): Promise<History> {
  checkKeys('fit', options, optionNames);
  const { epochs = 1, batchSize = 32, callbacks = [], signal, verbose = 'auto', resume = false } = options;
  if (!Number.isInteger(epochs) || epochs < 1)
    fail('CONFIG', { who: 'fit', what: 'epochs must be a whole number from 1 up', received: epochs });
  checkBatchSize(batchSize, 'fit');
  if (!Array.isArray(callbacks))
    fail('CONFIG', { who: 'fit', what: 'callbacks must be an array', received: typeof callbacks });
  if (!['auto', 0, 1, 2].includes(verbose))
    fail('CONFIG', { who: 'fit', what: "verbose must be 'auto', 0, 1 or 2", received: verbose });
  runtime.optimizer('fit');
  const { source, validation } = openData(runtime, x, y, options);
  const { progress } = runtime;
  if (!resume) progress.batch = 0;
  const first = resume ? progress.epoch - progress.base : 0;
  if (!resume) progress.base = progress.epoch;

  const history = new History();
  const all: readonly Callback[] = [history, ...callbacks, new ProgressBar(verbose)];
  let stopped = false;
  const context: TrainContext = {
    model: runtime.model as Model,
    epochs,
    batches: source.batches,
    stop: () => {
      stopped = true;
    },
  };
  const tell = async (call: (callback: Callback) => unknown, whom = all): Promise<void> => {
    for (const callback of whom) await call(callback);
  };

  const eventLoop = new EventLoopBreak('fit', signal);
  const stepper = new Stepper(runtime, {
    // A model that is saved after the last batch begins the next epoch when it is resumed.
    taken: () => void (++progress.batch === source.batches && endEpoch(progress)),
  });
  await tell((c) => c.onTrainBegin?.(context));
  let logs: Logs = {};
  for (let epoch = first; epoch < epochs && !stopped; epoch++) {
    await tell((c) => c.onEpochBegin?.(epoch, context));
    const sums = new MetricSums(() => runtime.metrics);
    const position = { seed: runtime.compiled('fit').seed, epoch: progress.epoch, from: progress.batch };
    const listeners = all.filter((c) => c.onBatchEnd !== undefined);
    let index = progress.batch;
    for await (const batch of source.epoch(position)) {
      // Promises are for those who wait: most steps are over before the next line.
      const rest = eventLoop.take();
      if (rest !== undefined) await rest;
      const loss = stepper.take(batch, sums);
      if (typeof loss !== 'number') await loss;
      if (listeners.length > 0) await tell((c) => c.onBatchEnd?.(index, () => sums.logs(), context), listeners);
      index++;
    }
    if (progress.batch > 0) endEpoch(progress);
    logs = sums.logs();
    if (validation !== undefined)
      Object.assign(logs, (await evaluatePrepared(runtime, validation, { signal })).logs('val'));
    await tell((c) => c.onEpochEnd?.(epoch, logs, context));
  }
  await tell((c) => c.onTrainEnd?.(logs, context));
  return history;
}

function endEpoch(progress: Progress): void {
  progress.epoch++;
  progress.batch = 0;
}

/** What to train on and what to judge on. */
function openData(
  runtime: ModelRuntime,
  x: Inputs | BatchSource,
  y: ArrayInput | undefined,
  { batchSize = 32, shuffle = true, validationData, validationSplit }: FitOptions,
): { source: Epochs; validation: Prepared | undefined } {
  if (validationSplit !== undefined && validationData !== undefined)
    fail('CONFIG', { who: 'fit', what: 'takes validationData or validationSplit, not both' });
  if (validationData !== undefined && !(Array.isArray(validationData) && validationData.length === 2))
    fail('CONFIG', { who: 'fit', what: 'validationData must be a pair [x, y]', received: typeof validationData });
  const inMemory = y !== undefined || !isBatchSource(x);
  if (!inMemory && validationSplit !== undefined)
    fail('CONFIG', { who: 'fit', what: 'validationSplit needs data in memory, not a source of batches' });
  const options = { batchSize, shuffle };
  const judged = (): Prepared | undefined =>
    validationData && prepare(runtime, 'fit', validationData[0], validationData[1]);
  if (!inMemory) return { source: epochsFrom(runtime, x), validation: judged() };
  const data = prepare(runtime, 'fit', x as Inputs, y);
  if (validationSplit === undefined) return { source: epochsOf(data, options), validation: judged() };
  const { train, validation } = splitOff(data, validationSplit);
  return { source: epochsOf(train, options), validation };
}
