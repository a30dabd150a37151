/** One training step: run the graph once, look whether it may be taken, and at the loss. */
import { fail, type TypedArray } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';
import { compiledObjective } from '../programs/objective.ts';
import type { WeightShapes } from '../programs/targets.ts';
import { trainProgram } from '../programs/train.ts';
import type { Job } from '../runtime/runner.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import type { Arrays } from '../runtime/seeded-inputs.ts';
import { badCell } from './bad-cell.ts';
import type { MetricSums } from './metric-sums.ts';
import { fillFrom, type Prepared } from './prepare-data.ts';

/** Rows to train on. */
export interface StepBatch {
  readonly rows: number;
  readonly types: readonly RowType[];
  readonly weights: WeightShapes;
  /** What the batch is called, where it comes from a source. */
  readonly at?: string | undefined;
  /** The position of a row of the batch in the data in memory. */
  rowAt?(row: number): number;
  /** Writes one of the inputs that the step reads: data, or noise in place of a draw. */
  fill(input: string, out: TypedArray): void;
}

/** What a step is prepared for. */
export interface StepOptions {
  /** Sites whose noise the batch brings. */
  readonly injected?: ReadonlySet<string> | undefined;
  /** Called after each good step, before anyone else has a turn. */
  readonly taken?: (() => void) | undefined;
}

/** The programs of a training step, which take it or leave the state as it is. */
export interface WantedStep {
  /** Looks at what the update is made from, and takes no step where that is large. */
  readonly quick: Wanted;
  /** Looks at the next state. */
  readonly thorough: Wanted;
}

/** A step; `read` gives `undefined` where none was taken. */
interface StepJob<T> extends Job<T | undefined> {
  /** Fails for a step that neither program takes. */
  refuse(): never;
}

const none: ReadonlySet<string> = new Set();

/**
 * Takes training steps, one at a time. All that steps on so many rows have in common is looked up once; a step itself leaves
 * next to nothing for the collector.
 */
export class Stepper implements StepJob<number> {
  readonly #runtime: ModelRuntime;
  readonly #options: StepOptions;
  readonly #work = (): number | Promise<number> => this.#take();
  readonly position = { step: 0, scalarStep: 0, rowOffset: 0 };
  #wanted: WantedStep | undefined;
  #batch!: StepBatch;
  #sums!: MetricSums;
  #loss = 0;
  /** What the program at hand is for. */
  #rows = 0;
  #types: readonly RowType[] | undefined;
  #weights: WeightShapes | undefined;

  constructor(runtime: ModelRuntime, options: StepOptions = {}) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * Takes a step on a batch when it is its turn, and adds what it saw to `sums`. Returns the loss before the update; await it before
   * the next.
   *
   * @throws BernoulliError `NON_FINITE` when the loss, a gradient or the next state is NaN or infinite; the state is as it was before the
   * step.
   */
  take(batch: StepBatch, sums: MetricSums): number | Promise<number> {
    this.#batch = batch;
    this.#sums = sums;
    return this.#runtime.turn(this.#work);
  }

  #take(): number | Promise<number> {
    const { rows, types, weights } = this.#batch;
    if (this.#wanted === undefined || rows !== this.#rows || types !== this.#types || weights !== this.#weights) {
      this.#wanted = trainingStep(this.#runtime, rows, types, weights, this.#options.injected);
      this.#rows = rows;
      this.#types = types;
      this.#weights = weights;
    }
    this.position.step = this.position.scalarStep = this.#runtime.progress.step;
    return takeStep(this.#runtime, this.#wanted, this);
  }

  fill(input: string, out: TypedArray): void {
    this.#batch.fill(input, out);
  }

  read(outputs: Arrays): number | undefined {
    const loss = (this.#loss = outputs['loss']![0]!);
    if (outputs['finite']![0] !== 1) return Number.isFinite(loss) ? undefined : this.refuse();
    this.#sums.add(outputs, loss, this.#batch.rows);
    this.#runtime.progress.step++;
    this.#options.taken?.();
    return loss;
  }

  refuse(): never {
    const cell = badCell(this.#batch, this.#runtime.program(this.#wanted!.quick));
    return refuse(this.#runtime.name, this.#runtime.progress.step, this.#loss, cell);
  }
}

/** Takes a step: quickly where it can be known that the next state is finite, else thoroughly from then on. */
export function takeStep<T extends {}>(runtime: ModelRuntime, wanted: WantedStep, job: StepJob<T>): T | Promise<T> {
  if (!runtime.store.moderate) return takeThoroughly(runtime, wanted, job);
  const taken = runtime.run(wanted.quick, job);
  if (taken instanceof Promise) return orThoroughly(taken, runtime, wanted, job);
  return taken ?? takeThoroughly(runtime, wanted, job);
}

/** Apart from {@link takeStep}, since a function that refers to a variable makes it outlive the call. */
async function orThoroughly<T extends {}>(
  taken: Promise<T | undefined>,
  runtime: ModelRuntime,
  wanted: WantedStep,
  job: StepJob<T>,
): Promise<T> {
  return (await taken) ?? takeThoroughly(runtime, wanted, job);
}

function takeThoroughly<T extends {}>(runtime: ModelRuntime, wanted: WantedStep, job: StepJob<T>): T | Promise<T> {
  const taken = runtime.run(wanted.thorough, job);
  return taken instanceof Promise ? taken.then((value) => finish(value, runtime, job)) : finish(taken, runtime, job);
}

function finish<T extends {}>(taken: T | undefined, runtime: ModelRuntime, job: StepJob<T>): T {
  if (taken === undefined) return job.refuse();
  runtime.store.moderate = false;
  return taken;
}

/** The training step on so many rows. */
export function trainingStep(
  runtime: ModelRuntime,
  rows: number,
  types: readonly RowType[],
  weights: WeightShapes,
  injected: ReadonlySet<string> = none,
): WantedStep {
  const targets = runtime.targets('fit');
  const optimizer = runtime.optimizer('fit');
  const kind = `train|${JSON.stringify([[...injected].sort(), [...weights]])}`;
  const wanted = (quick: boolean): Wanted =>
    runtime.wanted(quick ? kind : `thorough ${kind}`, rows, types, (inputs) =>
      trainProgram(runtime, {
        step: '',
        objective: compiledObjective(runtime, inputs, targets, weights),
        optimizer,
        moves: () => true,
        injected,
        quick,
      }),
    );
  return { quick: wanted(true), thorough: wanted(false) };
}

/** A batch that is there. */
export function stepBatch({ tensors, rows, types, weights }: Prepared, at?: string): StepBatch {
  return { rows, types, weights, at, fill: (input, out) => fillFrom(tensors, input, out) };
}

/** Fails for a step that went wrong: the state is as it was before. `cell` is what was found in the data. */
export function refuse(at: string, step: number, loss: number, cell?: string): never {
  const what = Number.isFinite(loss)
    ? `a gradient at step ${step}, or what the optimizer makes of it, is not finite (the loss is ${loss})`
    : `the loss at step ${step} is ${loss}`;
  const cure =
    cell === undefined
      ? 'A lower learning rate, scaled inputs or clipnorm may help'
      : 'Mend the data, or leave out such rows';
  fail('NON_FINITE', {
    who: 'fit',
    at,
    what: cell === undefined ? what : `${cell}, so ${what}`,
    hint: `Training stopped, and the weights are those before the step. ${cure}`,
  });
}
