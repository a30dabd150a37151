/** The optimizers against Keras, and where the forms agree against PyTorch: every parameter after each step. */
import { expect, it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { saved, type KerasCase } from '../../../tests/oracles/keras-config.ts';
import { isKnown, tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { torchForm, type TorchCase } from '../../../tests/oracles/torch-optimizers.ts';
import type { TensorData } from '../src/ir/index.ts';
import { optimizerFromConfig, type Optimizer } from '../src/optimizers/index.ts';
import { evaluate } from './evaluate.ts';

interface Problem {
  readonly steps: number;
  readonly params: Readonly<Record<string, Encoded>>;
  readonly grads: Readonly<Record<string, Encoded>>;
}

/** Each parameter after each step: the first axis counts steps. */
type Trajectory = Readonly<Record<string, Encoded>>;

interface Case extends KerasCase {
  readonly name: string;
  readonly learning_rates: Encoded | readonly number[];
  readonly params: Trajectory;
  /** A method of Keras that weight decay can be told of single parameters by; we have none. */
  readonly exclude_from_weight_decay?: unknown;
}

/** The optimizer of a step, counted from 0. */
type OptimizerAt = (step: number) => Optimizer;

/** Carries parameters and slots through the steps, as a training loop does, in double precision. */
function* train(optimizerAt: OptimizerAt, problem: Problem): Generator<Record<string, TensorData>> {
  let parameters: Record<string, TensorData> = Object.fromEntries(
    Object.entries(problem.params).map(([name, p]) => [name, decode(p)]),
  );
  const names = Object.keys(parameters);
  const { slots: slotNames } = optimizerAt(0);
  let slots: Record<string, TensorData> = Object.fromEntries(
    names.flatMap((name) =>
      slotNames.map((slot) => [
        `${slot}/${name}`,
        { ...parameters[name]!, data: new Float64Array(parameters[name]!.data.length) as never },
      ]),
    ),
  );
  for (let step = 0; step < problem.steps; step++) {
    const optimizer = optimizerAt(step);
    const scalars = Object.fromEntries(
      Object.entries(optimizer.scalars(step)).map(([name, x]) => [`scalar/${name}`, wide([], [x])]),
    );
    const gradients = Object.fromEntries(
      names.map((name) => {
        const { shape, data } = problem.grads[name]!;
        const size = data.length / problem.steps;
        return [`gradient/${name}`, wide(shape.slice(1), data.slice(step * size, (step + 1) * size))];
      }),
    );
    const out = evaluate({ ...parameters, ...slots, ...scalars, ...gradients }, (x) => {
      const clipped = optimizer.clip(names.map((name) => x[`gradient/${name}`]!));
      const written = names.map((name, i) => {
        const own = Object.fromEntries(optimizer.slots.map((slot) => [slot, x[`${slot}/${name}`]!]));
        const given = Object.fromEntries(Object.keys(optimizer.scalars(step)).map((key) => [key, x[`scalar/${key}`]!]));
        const next = optimizer.update({ parameter: x[name]!, gradient: clipped[i]!, slots: own, scalars: given });
        expect(Object.keys(next.slots).sort()).toEqual([...optimizer.slots].sort());
        return [
          [name, next.parameter],
          ...Object.entries(next.slots).map(([slot, value]) => [`${slot}/${name}`, value]),
        ];
      });
      return Object.fromEntries(written.flat());
    });
    const next = (name: string): TensorData => wide(out[name]!.shape, out[name]!);
    parameters = Object.fromEntries(names.map((name) => [name, next(name)]));
    slots = Object.fromEntries(Object.keys(slots).map((name) => [name, next(name)]));
    yield parameters;
  }
}

/** The interpreter takes doubles where the type says `f32`. */
function wide(shape: readonly number[], data: ArrayLike<number>): TensorData {
  return { dtype: 'f32', shape, data: Float64Array.from(data) as never };
}

/** Every step of a case, within a tolerance. */
function follow(optimizerAt: OptimizerAt, problem: Problem, params: Trajectory, tol: number): void {
  let step = 0;
  for (const parameters of train(optimizerAt, problem)) {
    for (const [name, { data }] of Object.entries(parameters)) {
      const want = params[name]!.data.slice(step * data.length, (step + 1) * data.length);
      expectClose(data, want, tol, `${name} after step ${step + 1}`);
    }
    step++;
  }
  expect(step).toBe(problem.steps);
}

function kerasOptimizer(c: Case): Optimizer {
  const { className, config } = saved(c);
  const rates = 'data' in c.learning_rates ? c.learning_rates.data : c.learning_rates;
  // Schedules are described, not built here: their rates are given with the case.
  if (typeof config['learningRate'] === 'object') config['learningRate'] = (step: number) => rates[step]!;
  return optimizerFromConfig({ className, config });
}

describeOracle<{ problem: Problem; cases: readonly Case[] }>('keras-optimizers.json', ({ problem, cases }) => {
  const built = cases.filter((c) => c.exclude_from_weight_decay === undefined && isKnown(() => kerasOptimizer(c)));

  it.each(built)('$name', (c) => {
    const optimizer = kerasOptimizer(c);
    follow(() => optimizer, problem, c.params, 2e-5);
  });

  tally({ of: cases, run: built, label: (c) => `${c.class} (${Object.keys(c.config).join(', ')})` });
});

describeOracle<{ problem: Problem; cases: readonly (TorchCase & { params: Trajectory })[] }>(
  'torch-optimizers.json',
  ({ problem, cases }) => {
    const built = cases.filter((c) => {
      const at = torchForm(c);
      return typeof at === 'function' && isKnown(() => at(0));
    });

    it.each(built)('$name', (c) => {
      follow(torchForm(c) as OptimizerAt, problem, c.params, 2e-6);
    });

    tally({
      of: cases,
      run: built,
      label: (c) => {
        const form = torchForm(c);
        return typeof form === 'string' ? `${c.class} (${form})` : c.class;
      },
    });
  },
);
