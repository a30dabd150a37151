/** Optimizers against files of figures: parameters under given gradients, step by step, on any backend. */
import {
  L2,
  Layer,
  Model,
  optimizerFromConfig,
  Zeros,
  type Backend,
  type Optimizer,
  type OwnStep,
  type Tensor,
  type TensorData,
} from '@bernoulli/api';
import { expect } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { camel, fromKeras, saved, type KerasCase } from './keras-config.ts';

export interface Problem {
  readonly steps: number;
  readonly params: Readonly<Record<string, Encoded>>;
  /** The first axis counts steps. */
  readonly grads: Readonly<Record<string, Encoded>>;
}

/** Each parameter after each step: the first axis counts steps. */
export type Trajectory = Readonly<Record<string, Encoded>>;

export interface OptimizerCase extends KerasCase {
  readonly name: string;
  readonly params: Trajectory;
  readonly ema?: Trajectory;
  /** What `exclude_from_weight_decay(var_names=…)` was told. */
  readonly exclude_from_weight_decay?: readonly string[];
}

/** The optimizer that a case of Keras describes. */
export function kerasOptimizer(c: OptimizerCase): Optimizer {
  const { className, config } = saved(c);
  const rate = config['learningRate'];
  if (isSchedule(rate))
    config['learningRate'] = {
      className: camel(rate.schedule[0]!.toLowerCase() + rate.schedule.slice(1)),
      config: fromKeras(rate.config),
    };
  if (c.exclude_from_weight_decay) config['excludeFromWeightDecay'] = c.exclude_from_weight_decay;
  return optimizerFromConfig({ className, config });
}

interface KerasSchedule {
  readonly schedule: string;
  readonly config: Readonly<Record<string, unknown>>;
}

function isSchedule(rate: unknown): rate is KerasSchedule {
  return typeof rate === 'object' && rate !== null && 'schedule' in rate;
}

/** How parameters are to move: the optimizer of each step, counted from 0, and what is added to the gradient of w: l2 · w. */
export interface Rule {
  readonly at: (step: number) => Optimizer;
  readonly l2?: number;
}

/** The parameters as weights. For a row of gradients it returns what has these gradients. */
class Weights extends Layer {
  readonly className = 'Weights';
  readonly #problem: Problem;
  readonly #l2: number;

  constructor(problem: Problem, l2: number) {
    super();
    this.#problem = problem;
    this.#l2 = l2;
  }

  override build(): void {
    const regularizer = this.#l2 === 0 ? null : new L2({ l2: this.#l2 / 2 });
    for (const [name, { shape }] of Object.entries(this.#problem.params))
      this.addWeight({ name, shape, initializer: new Zeros(), regularizer });
  }

  call(...gradients: Tensor[]): Tensor {
    const along = Object.keys(this.#problem.params).map((name, i) => {
      const products = gradients[i]!.mul(this.weight(name, gradients[i]!));
      return products.sum(products.shape.slice(1).map((_, axis) => axis + 1));
    });
    return along.reduce((sum, next) => sum.add(next));
  }

  getConfig(): Record<string, never> {
    return {};
  }
}

class Net extends Model {
  readonly weights: Weights;

  constructor(problem: Problem, l2: number) {
    super({ name: 'net' });
    this.weights = new Weights(problem, l2);
  }

  call(...gradients: Tensor[]): Tensor {
    return this.weights.apply(...gradients);
  }
}

/** Takes all steps of a problem, and compares the parameters, and their averages where there are figures, after each. */
export async function follow(
  backend: Backend,
  { at, l2 = 0 }: Rule,
  problem: Problem,
  { params, ema }: { readonly params: Trajectory; readonly ema?: Trajectory | undefined },
  tolerance: number,
): Promise<void> {
  const names = Object.keys(problem.params);
  const model = new Net(problem, l2);
  model.compile({ seed: 1, backend });
  model.buildFor(...names.map((name) => problem.params[name]!.shape));
  await model.setWeights(byPath(names, (name) => decode(problem.params[name]!)));
  let step: OwnStep | undefined;
  let last: Optimizer | undefined;
  for (let t = 0; t < problem.steps; t++) {
    const optimizer = at(t);
    if (step === undefined || optimizer !== last)
      step = model.step({ name: 'oracle', optimizer, objective: ({ x }) => model.apply(...x).sum() });
    last = optimizer;
    // The figures are those that `apply` is given, which divides them by the scale of the loss.
    const scale = optimizer.lossScaleFactor ?? 1;
    await step({ x: names.map((name) => scaled(slice(problem.grads[name]!, t), 1 / scale)) });
    const moved = await model.getWeights();
    const averages = ema === undefined ? {} : await model.averagedWeights('oracle');
    for (const name of names) {
      const after = `${name} after step ${t + 1}`;
      expectClose(moved[path(name)]!, slice(params[name]!, t), tolerance, after);
      if (ema !== undefined) expectClose(averages[path(name)]!, slice(ema[name]!, t), tolerance, `average of ${after}`);
    }
  }
  expect(model.progress.steps).toEqual({ oracle: problem.steps });
  await model.dispose();
}

function path(name: string): string {
  return `net/weights/${name}`;
}

function byPath<T>(names: readonly string[], value: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [path(name), value(name)]));
}

/** The entry of one step, as one row. */
function slice({ dtype, shape, data }: Encoded, t: number): TensorData {
  const [, ...row] = shape;
  const size = row.reduce((n, axis) => n * axis, 1);
  return decode({ dtype, shape: [1, ...row], data: data.slice(t * size, (t + 1) * size) });
}

function scaled({ shape, data }: TensorData, factor: number): TensorData {
  return { dtype: 'f32', shape, data: Float32Array.from(data, (value) => value * factor) };
}
