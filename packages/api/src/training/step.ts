/** One training step: run the graph once, look at the loss. */
import { fail, printShape, sameShape, type TensorData } from '../ir/index.ts';
import { toTensor, type ArrayInput } from '../data/index.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import type { Arrays, Feed } from '../runtime/seeded-inputs.ts';
import type { MetricSums } from './metric-sums.ts';
import type { Prepared } from './prepare-data.ts';
import { namedInputs } from '../programs/program.ts';
import type { Job } from '../runtime/runner.ts';
import { scalarName, trainProgram } from '../programs/train.ts';

/** Masks to use instead of drawing, by site path: 1 keeps, 0 drops. */
export type Masks = Readonly<Record<string, ArrayInput>>;

/** @throws BernoulliError `CONFIG` for what is not the number of a step. */
export function checkStep(step: number, who: string): void {
  if (!Number.isInteger(step) || step < 0 || step > 0xffffffff)
    fail('CONFIG', { who, what: 'step must be a whole number in [0, 2³²)', received: step });
}

/** Rows to train on. */
export interface StepBatch {
  readonly rows: number;
  /** Writes data and labels where the step reads them. */
  fill(inputs: Arrays): void;
}

/** What a step is prepared for. */
export interface StepOptions {
  readonly masks?: Masks | undefined;
  /** Called after each good step, before anyone else has a turn. */
  readonly taken?: (() => void) | undefined;
}

/**
 * Takes training steps, one at a time. All that steps on so many rows have in common is looked up once; a step itself leaves
 * next to nothing for the collector.
 */
export class Stepper implements Job<number> {
  readonly #runtime: ModelRuntime;
  readonly #options: StepOptions;
  readonly #work = (): number | Promise<number> => this.#take();
  #wanted: Wanted | undefined;
  readonly #inputs: Record<string, string> = {};
  #batch!: StepBatch;
  #sums!: MetricSums;
  #scalars: Readonly<Record<string, number>> = {};

  constructor(runtime: ModelRuntime, options: StepOptions = {}) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * Takes a step on a batch when it is its turn, and adds what it saw to `sums`. Returns the loss before the update; await it before
   * the next.
   *
   * @throws BernoulliError `NON_FINITE` when the loss or a gradient is NaN or infinite; the state is as it was before the step.
   */
  take(batch: StepBatch, sums: MetricSums): number | Promise<number> {
    this.#batch = batch;
    this.#sums = sums;
    return this.#runtime.turn(this.#work);
  }

  #take(): number | Promise<number> {
    const { rows } = this.#batch;
    if (this.#wanted?.rows !== rows) this.#wanted = stepOn(this.#runtime, rows, this.#options.masks);
    // Before the run: a learning rate may be a function of the user's.
    this.#scalars = this.#runtime.optimizer('fit').scalars(this.#runtime.progress.step);
    return this.#runtime.run(this.#wanted, this);
  }

  fill(inputs: Arrays, feed: Feed): void {
    this.#batch.fill(inputs);
    feed.write(inputs, this.#runtime.progress.step);
    for (const name in this.#scalars) inputs[this.#inputOf(name)]![0] = this.#scalars[name]!;
  }

  /** Joined once: a new string would have to be looked up letter by letter. */
  #inputOf(scalar: string): string {
    return (this.#inputs[scalar] ??= scalarName(scalar));
  }

  read(outputs: Arrays): number {
    const loss = outputs['loss']![0]!;
    if (outputs['finite']![0] !== 1) refuse(this.#runtime, loss);
    this.#sums.add(outputs, loss, this.#batch.rows);
    this.#runtime.progress.step++;
    this.#options.taken?.();
    return loss;
  }
}

function stepOn(runtime: ModelRuntime, rows: number, masks: Masks = {}): Wanted {
  const parts = { loss: runtime.loss('fit'), metrics: runtime.metrics, optimizer: runtime.optimizer('fit') };
  const injected = new Set(Object.keys(masks));
  return {
    key: `train|${JSON.stringify([...injected].sort())}|${rows}`,
    rows,
    program: (shapes) => trainProgram(runtime.model, runtime.paths, shapes, parts, injected),
  };
}

/** A batch that is there, and masks for it. */
export function stepBatch(runtime: ModelRuntime, { xs, y, rows }: Prepared, masks: Masks = {}): StepBatch {
  const named = Object.entries({ ...namedInputs(xs), y, ...maskInputs(runtime, rows, masks) });
  return {
    rows,
    fill: (inputs) => {
      for (const [name, { data }] of named) inputs[name]!.set(data);
    },
  };
}

function refuse(runtime: ModelRuntime, loss: number): never {
  const { step } = runtime.progress;
  fail('NON_FINITE', {
    who: 'fit',
    at: runtime.name,
    what: Number.isFinite(loss)
      ? `a gradient at step ${step} is not finite (the loss is ${loss})`
      : `the loss at step ${step} is ${loss}`,
    hint: 'Training stopped, and the weights are those before the step. A lower learning rate, scaled inputs or clipnorm may help',
  });
}

function maskInputs(runtime: ModelRuntime, rows: number, masks: Masks): Record<string, TensorData> {
  if (Object.keys(masks).length === 0) return {};
  const { sites } = runtime.program(stepOn(runtime, rows, masks));
  return Object.fromEntries(
    Object.entries(masks).map(([path, mask]) => {
      const site =
        sites.get(path) ??
        fail('NAME', {
          who: 'masks',
          what: 'there is no such site',
          received: path,
          hint: `Sites are ${[...sites.keys()].join(', ') || 'none'}`,
        });
      const { dtype, shape } = site.noise;
      const value = toTensor(mask, dtype, 'masks', { name: path });
      if (!sameShape(value.shape, shape))
        fail('SHAPE', {
          who: 'masks',
          at: path,
          what: `the mask must be ${printShape(shape)}`,
          received: printShape(value.shape),
        });
      return [`mask:${path}`, value];
    }),
  );
}
