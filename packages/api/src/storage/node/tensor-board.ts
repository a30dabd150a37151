/** Event files that TensorBoard shows. */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Callback, TrainContext } from '../../callbacks/callback.ts';
import { field, readConfig, text, whole } from '../../ir/index.ts';
import type { Logs } from '../../metrics/logs.ts';
import type { Model } from '../../model/model.ts';
import { fileVersion, histograms, scalars, sessionStart, type Moment } from '../tensor-board/event.ts';
import { histogramOf } from '../tensor-board/histogram.ts';
import { appendWhole } from './append-whole.ts';
import { failFile } from './file-error.ts';

export interface TensorBoardConfig {
  /** Where to; directories that are missing are made. Default `'logs'`. */
  readonly logDir?: string | undefined;
  /** Epochs between two histograms of all weights, from 1 up; 0: none. Default 0. */
  readonly histogramFreq?: number | undefined;
  /** `'epoch'`: figures after each epoch. `'batch'`, or so many steps: figures of the epoch so far as well. Default `'epoch'`. */
  readonly updateFreq?: 'epoch' | 'batch' | number | undefined;
}

const isFrequency = (x: unknown): boolean =>
  x === 'epoch' || x === 'batch' || (Number.isSafeInteger(x) && (x as number) >= 1);
const fields = {
  logDir: text('logs'),
  histogramFreq: whole(0, 0),
  updateFreq: field<'epoch' | 'batch' | number>(
    "be 'epoch', 'batch' or a whole number from 1 up",
    isFrequency,
    'epoch',
  ),
};

/** Milliseconds for which figures of batches are kept before they are written. */
const DELAY = 1000;

/** Two files of one process must not have one name. */
let files = 0;

/**
 * Writes what `tensorboard --logdir logs` shows, as Keras does: `epoch_loss` and every other figure after each epoch, those of
 * validation as a run of their own, in `train/` and `validation/`; with `histogramFreq` how each weight is spread; with `updateFreq`
 * also `batch_loss` and so on, over the number of steps. Each `fit` writes files of its own, record by record, each whole; one that goes
 * on with an earlier run (`resume: true`) replaces what that has of the epochs to come.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; during training `FILE` when the system refuses.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { TensorBoard } from '@bernoulli/api/node';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Dense({ units: 1 })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * const callbacks = [new TensorBoard({ logDir: 'runs/1', histogramFreq: 1 })];
 * const { epoch } = await model.fit([[0]], [[0]], { epochs: 2, verbose: 0, callbacks });
 * epoch; // => [0, 1]
 * ```
 */
export class TensorBoard implements Callback {
  readonly #logDir: string;
  readonly #histogramFreq: number;
  readonly #runs = new Map<string, EventFile>();
  #context: TrainContext | undefined;
  #replaces = false;
  #waiting: Uint8Array[] = [];
  #written = 0;
  /** There only where batches are asked about: they cost time. */
  readonly onBatchEnd?: NonNullable<Callback['onBatchEnd']>;

  constructor(config: TensorBoardConfig = {}) {
    const { logDir, histogramFreq, updateFreq } = readConfig('TensorBoard', config, fields);
    this.#logDir = logDir;
    this.#histogramFreq = histogramFreq;
    // A step of training is no epoch: what counts both cannot be cut off at either.
    this.#replaces = updateFreq === 'epoch';
    if (updateFreq === 'epoch') return;
    const every = updateFreq === 'batch' ? 1 : updateFreq;
    this.onBatchEnd = async (_, logs, { model }) => {
      const { step } = model.progress;
      if (step % every === 0) await this.#take(step, logs());
    };
  }

  async onTrainBegin(context: TrainContext): Promise<void> {
    this.#runs.clear();
    this.#context = context;
    this.#waiting = [];
    // Before training: a directory that cannot be written is better known now than after an epoch.
    await this.#file('train');
  }

  async onEpochEnd(epoch: number, logs: Logs, { model }: TrainContext): Promise<void> {
    await this.#flush();
    const moment = { wallTime: now(), step: epoch };
    const { train, validation } = byRun(logs);
    await (await this.#file('train')).add(scalars(moment, train));
    if (Object.keys(validation).length > 0) await (await this.#file('validation')).add(scalars(moment, validation));
    if (this.#histogramFreq > 0 && epoch % this.#histogramFreq === 0) await this.#addWeights(moment, model);
  }

  async #addWeights(moment: Moment, model: Model): Promise<void> {
    const weights = Object.entries(await model.getWeights());
    const spread = weights.map(([path, { data }]) => [`${path}/histogram`, histogramOf(data)] as const);
    await (await this.#file('train')).add(histograms(moment, Object.fromEntries(spread)));
  }

  async #take(step: number, logs: Logs): Promise<void> {
    const named = Object.fromEntries(Object.entries(logs).map(([name, value]) => [`batch_${name}`, value]));
    this.#waiting.push(scalars({ wallTime: now(), step }, named));
    if (performance.now() - this.#written >= DELAY) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length > 0) await (await this.#file('train')).add(...this.#waiting.splice(0));
    this.#written = performance.now();
  }

  async #file(run: string): Promise<EventFile> {
    let file = this.#runs.get(run);
    if (file === undefined) {
      file = new EventFile(join(this.#logDir, run));
      const epoch = this.#context!.initialEpoch;
      await file.begin(this.#replaces && epoch > 0 ? epoch : undefined);
      this.#runs.set(run, file);
    }
    return file;
  }
}

/** A file that one run is written to. */
class EventFile {
  readonly #directory: string;
  readonly #path: string;

  constructor(directory: string) {
    this.#directory = directory;
    // The name that TensorBoard looks for, with what keeps runs on several machines apart.
    const seconds = String(Math.floor(now())).padStart(10, '0');
    this.#path = join(directory, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${files++}.v2`);
  }

  async begin(from: number | undefined): Promise<void> {
    await mkdir(this.#directory, { recursive: true }).catch((cause: unknown) =>
      failFile(cause, 'TensorBoard', 'make the directory', this.#directory),
    );
    const wallTime = now();
    await this.add(fileVersion(wallTime), ...(from === undefined ? [] : [sessionStart({ wallTime, step: from })]));
  }

  add(...records: readonly Uint8Array[]): Promise<void> {
    return appendWhole('TensorBoard', this.#path, Buffer.concat(records));
  }
}

/** Figures of training and of validation, each as `epoch_loss`. */
function byRun(logs: Logs): Record<'train' | 'validation', Logs> {
  const runs: Record<'train' | 'validation', Logs> = { train: {}, validation: {} };
  for (const [name, value] of Object.entries(logs)) {
    const judged = name.startsWith('val') ? name.slice(3, 4).toLowerCase() + name.slice(4) : '';
    if (judged !== '' && judged in logs) runs.validation[`epoch_${judged}`] = value;
    else runs.train[`epoch_${name}`] = value;
  }
  return runs;
}

/** Seconds since 1970. */
function now(): number {
  return Date.now() / 1000;
}
