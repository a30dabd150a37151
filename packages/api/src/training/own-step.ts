/** A way to train of the user's own: an objective, an optimizer, and the weights that it moves. */
import { thingField } from '../config/registry.ts';
import { callable, fail, field, readConfig, required, type TypedArray } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import { getOptimizer, type Optimizer, type OptimizerLike } from '../optimizers/index.ts';
import { ownObjective, type OwnObjective } from '../programs/objective.ts';
import { trainProgram } from '../programs/train.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import { badCell } from './bad-cell.ts';
import { readRows, type OwnBatch, type OwnRows } from './own-rows.ts';
import { fillFrom } from './prepare-data.ts';
import { refuse, takeStep, type WantedStep } from './step.ts';

export interface StepConfig {
  /**
   * Tells apart the ways to train of one model: each counts its own steps, draws with its own keys, and keeps its own optimizer state.
   * One step of a model may go without.
   */
  readonly name?: string | undefined;
  /** A name, an optimizer, or a stored description. */
  readonly optimizer: OptimizerLike;
  /** What to make smaller, from the rows of a batch: a scalar, or a record of scalars whose `loss` it is. */
  readonly objective: OwnObjective;
  /** Which of the trainable weights it moves, by path. Default: all. */
  readonly weights?: ((path: string) => boolean) | undefined;
}

/** Takes one step, and returns the objective's figures as they were before the update. */
export type OwnStep = (batch: OwnBatch) => Promise<Logs>;

const fields = {
  name: field<string>('hold letters, digits, _, - and . only', (x) => typeof x === 'string' && /^[\w.-]*$/.test(x), ''),
  optimizer: required(thingField('an optimizer', getOptimizer, 'adam')),
  objective: callable<OwnObjective>(),
  weights: callable<(path: string) => boolean>(() => true),
};

/** Checks the configuration, and makes the function that takes steps. */
export function ownStep(runtime: ModelRuntime, config: StepConfig): OwnStep {
  const parts = readConfig('step', config, fields);
  const step = new OwnStepper(runtime, parts);
  return (batch) => step.take(batch);
}

interface OwnParts {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly objective: OwnObjective;
  readonly weights: (path: string) => boolean;
}

/** The name of a step that was given none, in a model that `compile` gave an optimizer. */
const besideCompile = 'step';

/** Two steps of one name may have different objectives: their programs are told apart by a number. */
let nextId = 0;

class OwnStepper {
  readonly #runtime: ModelRuntime;
  readonly #parts: OwnParts;
  readonly #id = nextId++;

  constructor(runtime: ModelRuntime, parts: OwnParts) {
    this.#runtime = runtime;
    this.#parts = parts;
  }

  async take(batch: OwnBatch): Promise<Logs> {
    const rows = readRows(this.#runtime, batch);
    const wanted = this.#wanted(rows);
    return this.#runtime.turn(() => this.#run(wanted, rows));
  }

  #run(wanted: WantedStep, { tensors, rows, x }: OwnRows): Logs | Promise<Logs> {
    const step = this.#count();
    const fill = (input: string, out: TypedArray): void => fillFrom(tensors, input, out);
    let loss = 0;
    const refused = (): never =>
      refuse(this.#runtime.name, step, loss, badCell({ rows, types: x, fill }, this.#runtime.program(wanted.quick)));
    return takeStep<Logs>(this.#runtime, wanted, {
      position: { step, scalarStep: step, rowOffset: 0 },
      fill,
      read: ({ finite, ...outputs }) => {
        const figures = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, value[0]!]));
        loss = figures['loss']!;
        if (finite![0] !== 1) return Number.isFinite(loss) ? undefined : refused();
        this.#advance(step + 1);
        return figures;
      },
      refuse: refused,
    });
  }

  #wanted({ x, y, rows }: OwnRows): WantedStep {
    const { objective, optimizer, weights } = this.#parts;
    const name = this.#name();
    const at = name === '' ? this.#runtime.name : `${this.#runtime.name} (${name})`;
    const wanted = (quick: boolean): Wanted => ({
      key: `${quick ? 'step' : 'thorough step'}|${this.#id}|${rows}|${JSON.stringify([x, y])}`,
      make: () => {
        const write = ownObjective(at, objective, x, y);
        const program = trainProgram(this.#runtime, { step: name, objective: write, optimizer, moves: weights, quick });
        if (!program.graph.state.some(({ next }) => next !== null))
          fail('CONFIG', {
            who: 'step',
            at,
            what: 'moves no weight',
            hint: 'Look at weights and at what is trainable',
          });
        return program;
      },
    });
    return { quick: wanted(true), thorough: wanted(false) };
  }

  /** Without a name it is the model's own way to train, or, where `compile` made that, the one beside it. */
  #name(): string {
    const { name } = this.#parts;
    if (name !== '') return name;
    this.#runtime.claimUnnamed(this.#id);
    return this.#runtime.compiled('step').optimizer === undefined ? '' : besideCompile;
  }

  #count(): number {
    const { step, steps } = this.#runtime.progress;
    const name = this.#name();
    return name === '' ? step : (steps[name] ?? 0);
  }

  #advance(to: number): void {
    const name = this.#name();
    if (name === '') this.#runtime.progress.step = to;
    else this.#runtime.progress.steps[name] = to;
  }
}
