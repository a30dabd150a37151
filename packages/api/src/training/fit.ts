/** The training loop. */
import type { Callback, TrainContext } from '../callbacks/callback.ts';
import { checkCallback } from '../callbacks/check-callback.ts';
import { History } from '../callbacks/history.ts';
import { ProgressBar, type Verbosity } from '../callbacks/progress-bar.ts';
import type { ArrayInput, BatchSource, ByOutput, Inputs } from '../data/index.ts';
import { BernoulliError, field, flag, list, readConfig, whole, type Place } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Model } from '../model/model.ts';
import type { Progress } from '../runtime/compiled.ts';
import { EventLoopBreak } from '../runtime/event-loop-break.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { takeAverages } from './averages.ts';
import { judge } from './evaluate.ts';
import { count, given, rowsOfRun, signal } from './fields.ts';
import { openData, type ValidationData } from './fit-data.ts';
import { inValidation } from './in-validation.ts';
import { hintAtLearnedRates } from './learned-rate-hint.ts';
import { MetricSums } from './metric-sums.ts';
import type { Labels } from './prepare-data.ts';
import type { ClassWeight } from './sample-weights.ts';
import { Stepper } from './step.ts';

export interface FitOptions {
  /** Passes over the data, from 1 up. Default 1. */
  readonly epochs?: number | undefined;
  /** Rows per step, from 1 up; the last step of an epoch takes what is left. Default 32. */
  readonly batchSize?: number | undefined;
  /**
   * Steps that make an epoch, from 1 up; the next epoch goes on in the data where the last one stopped, and starts anew at its end. Default:
   * one pass over the data.
   */
  readonly stepsPerEpoch?: number | undefined;
  /** Judged after every epoch, as `valLoss` and so on: `[x, y]`, `[x, y, sampleWeight]`, or a source of batches. */
  readonly validationData?: ValidationData | undefined;
  /** Fraction in (0, 1) of the rows, taken from the end before any shuffling, to judge on instead. */
  readonly validationSplit?: number | undefined;
  /** Batches to read of a source of `validationData`, from 1 up. Default: all. */
  readonly validationSteps?: number | undefined;
  /** Weight of each row in the loss, `[rows]`, or one array for each output; 1 where it is left out. Metrics do not weigh, as in Keras. */
  readonly sampleWeight?: ByOutput<ArrayInput> | undefined;
  /** Weight of each class in the loss of training, by its number: `{ 0: 1, 1: 5 }`. Classes left out weigh 1. */
  readonly classWeight?: ClassWeight | undefined;
  /** Take the rows in a new order each epoch, drawn from the seed. Default true. */
  readonly shuffle?: boolean | undefined;
  readonly callbacks?: readonly Callback[] | undefined;
  /** Stops between two steps, and while a source lets `fit` wait for a batch; the weights stay as they are then. */
  readonly signal?: AbortSignal | undefined;
  /** `'auto'`: a bar on a terminal, a line per epoch elsewhere; 0: nothing. Default `'auto'`. */
  readonly verbose?: Verbosity | undefined;
  /**
   * Go on with the `fit` that was stopped, or saved in the middle, as if nothing had happened: `epochs` counts from its start. The
   * data, `batchSize`, `stepsPerEpoch` and `shuffle` must be what they were.
   * Default false: `epochs` more passes.
   */
  readonly resume?: boolean | undefined;
}

function readCallback(given: Callback, { who, key }: Place): Callback {
  checkCallback(given, who, key);
  return given;
}

const fields = {
  epochs: whole(1, 1),
  batchSize: rowsOfRun(32),
  stepsPerEpoch: count(),
  validationData: given<ValidationData>(),
  validationSplit: given<number>(),
  validationSteps: count(),
  sampleWeight: given<ByOutput<ArrayInput>>(),
  classWeight: given<ClassWeight>(),
  shuffle: flag(true),
  callbacks: list<Callback, Callback>({ must: 'be a callback', read: readCallback }, []),
  signal: signal(),
  verbose: field<Verbosity>("be 'auto', 0, 1 or 2", (x) => ['auto', 0, 1, 2].includes(x as Verbosity), 'auto'),
  resume: flag(false),
};

/** Trains, and returns what was seen epoch by epoch. */
export async function fit(
  runtime: ModelRuntime,
  x: Inputs | BatchSource,
  y: Labels | undefined,
  options: FitOptions = {},
): Promise<History> {
  const { epochs, callbacks, verbose, resume, validationSteps, ...settings } = readConfig('fit', options, fields);
  runtime.optimizer('fit');
  const { source, validation } = openData(runtime, x, y, settings);
  const { progress } = runtime;
  if (!resume) progress.batch = 0;
  const first = resume ? progress.epoch - progress.base : 0;
  if (!resume) progress.base = progress.epoch;

  const history = new History();
  const all: readonly Callback[] = [...callbacks, history, new ProgressBar(verbose)];
  let stopped = false;
  /** Whether the last epoch was left in the middle, at a step that was not taken. */
  let brokenOff = false;
  const context: TrainContext = {
    model: runtime.model as Model,
    parts: runtime.compiled('fit').parts,
    epochs,
    initialEpoch: first,
    batches: source.batches,
    stop: () => {
      stopped = true;
    },
  };
  const tell = async (call: (callback: Callback) => unknown, whom = all): Promise<void> => {
    for (const callback of whom) await call(callback);
  };

  const judging = { signal: settings.signal, steps: validationSteps };
  const eventLoop = new EventLoopBreak('fit', settings.signal);
  const stepper = new Stepper(runtime, {
    // A model that is saved after the last batch begins the next epoch when it is resumed.
    taken: () => void (++progress.batch === source.batches && endEpoch(progress)),
  });
  await tell((c) => c.onTrainBegin?.(context));
  let logs: Logs = {};
  try {
    for (let epoch = first; epoch < epochs && !stopped; epoch++) {
      await tell((c) => c.onEpochBegin?.(epoch, context));
      const sums = new MetricSums(() => runtime.targets('fit'));
      const { seed } = runtime.compiled('fit');
      const position = { seed, epoch: progress.epoch, base: progress.base, batch: progress.batch };
      const listeners = all.filter((c) => c.onBatchEnd !== undefined);
      let index = progress.batch;
      for await (const batch of source.epoch(position)) {
        // Promises are for those who wait: most steps are over before the next line.
        const rest = eventLoop.take();
        if (rest !== undefined) await rest;
        try {
          const loss = stepper.take(batch, sums);
          if (typeof loss !== 'number') await loss;
        } catch (error) {
          if (!BernoulliError.is(error) || error.code !== 'NON_FINITE') throw error;
          await tell((c) => c.onNonFinite?.(error, context));
          if (!stopped) throw error;
          brokenOff = true;
          break;
        }
        if (listeners.length > 0) await tell((c) => c.onBatchEnd?.(index, () => sums.logs(), context), listeners);
        index++;
      }
      if (brokenOff) break;
      if (progress.batch > 0) endEpoch(progress);
      logs = sums.logs();
      if (validation !== undefined)
        Object.assign(logs, (await inValidation(() => judge(runtime, validation, judging))).logs('val'));
      await tell((c) => c.onEpochEnd?.(epoch, logs, context));
    }
  } finally {
    await source.close?.();
  }
  if (runtime.optimizer('fit').averages) await runtime.turn(() => takeAverages(runtime));
  await hintAtLearnedRates(runtime, 'fit');
  await tell((c) => c.onTrainEnd?.(logs, context));
  return history;
}

function endEpoch(progress: Progress): void {
  progress.epoch++;
  progress.batch = 0;
}
