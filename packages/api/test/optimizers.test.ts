/** The optimizers against Keras, and where the forms agree against PyTorch: every parameter after each of twelve steps. */
import { describe, expect, it } from 'vitest';
import type { TensorData } from '../src/ir/index.ts';
import { Adam, AdamW, optimizerFromConfig, optimizers, SGD, type Optimizer } from '../src/optimizers/index.ts';
import { decode, describeOracle, evaluate, expectClose, fromKeras, type Encoded } from './oracle.ts';

interface Case {
  readonly name: string;
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly learning_rates: Encoded | readonly number[];
  readonly params: Readonly<Record<string, Encoded>>;
}

interface Content {
  readonly problem: {
    readonly steps: number;
    readonly params: Record<string, Encoded>;
    readonly grads: Record<string, Encoded>;
  };
  readonly cases: readonly Case[];
}

/** Cases of classes that exist here, which ask for what does not. */
const unsupported: Readonly<Record<string, string>> = {
  sgd_ema: 'averages of the weights are not kept yet',
  sgd_ema_overwrite: 'averages of the weights are not kept yet',
  adam_ema: 'averages of the weights are not kept yet',
  adam_ema_overwrite: 'averages of the weights are not kept yet',
  adamw_everything: 'averages of the weights are not kept yet',
  sgd_accumulate: 'gradients are not accumulated over steps yet',
  adam_accumulate: 'gradients are not accumulated over steps yet',
  sgd_loss_scale: 'the loss is never scaled: all arithmetic is f32',
  adamw_exclude_bias: 'weight decay cannot leave out parameters yet',
};

/** Carries parameters and slots through the steps, as a training loop does, in double precision. */
function* train(optimizer: Optimizer, problem: Content['problem']): Generator<Record<string, TensorData>> {
  let parameters: Record<string, TensorData> = Object.fromEntries(
    Object.entries(problem.params).map(([name, p]) => [name, decode(p)]),
  );
  const names = Object.keys(parameters);
  let slots: Record<string, TensorData> = Object.fromEntries(
    names.flatMap((name) =>
      optimizer.slots.map((slot) => [
        `${slot}/${name}`,
        { ...parameters[name]!, data: new Float64Array(parameters[name]!.data.length) as never },
      ]),
    ),
  );
  for (let step = 0; step < problem.steps; step++) {
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
function follow(optimizer: Optimizer, problem: Content['problem'], params: Case['params'], tol: number): void {
  let step = 0;
  for (const parameters of train(optimizer, problem)) {
    for (const [name, { data }] of Object.entries(parameters)) {
      const want = params[name]!.data.slice(step * data.length, (step + 1) * data.length);
      expectClose(data, want, tol, `${name} after step ${step + 1}`);
    }
    step++;
  }
  expect(step).toBe(problem.steps);
}

describeOracle<Content>('keras-optimizers.json', ({ problem, cases }) => {
  const ofClass = cases.filter((c) => Object.hasOwn(optimizers, c.class));
  const built = ofClass.filter((c) => !Object.hasOwn(unsupported, c.name));

  it.each(built)('$name', (c) => {
    const rates = 'data' in c.learning_rates ? c.learning_rates.data : c.learning_rates;
    const config = fromKeras(c.config);
    // Schedules are described, not built here: their rates are given with the case.
    if (typeof config['learningRate'] === 'object') config['learningRate'] = (step: number) => rates[step]!;
    const optimizer = optimizerFromConfig({ className: c.class, config });
    follow(optimizer, problem, c.params, 2e-5);
  });

  it(`runs ${built.length} cases; ${ofClass.length - built.length} are listed with a reason, ${cases.length - ofClass.length} are of classes not built here`, () => {
    const missing = [...new Set(cases.filter((c) => !ofClass.includes(c)).map((c) => c.class))].sort();
    expect(Object.keys(unsupported).filter((name) => !ofClass.some((c) => c.name === name))).toEqual([]);
    expect({
      built: built.length,
      unsupported: ofClass.length - built.length,
      elsewhere: cases.length - ofClass.length,
      missing,
    }).toEqual({
      built: 36,
      unsupported: 9,
      elsewhere: 14,
      missing: ['Adadelta', 'Adagrad', 'Adamax', 'Ftrl', 'Lion', 'Nadam'],
    });
  });

  describe('refuses what it would otherwise ignore', () => {
    it.each(ofClass.filter((c) => Object.hasOwn(unsupported, c.name) && c.name !== 'adamw_exclude_bias'))(
      '$name',
      (c) => {
        expect(() => optimizerFromConfig({ className: c.class, config: fromKeras(c.config) })).toThrow(
          /there is no setting/,
        );
      },
    );
  });
});

/**
 * PyTorch puts ε beside the corrected root, so that only a small ε can be compared: there it moves no figure by the tolerance.
 * It works out its corrections in double precision, as we do, hence the narrower tolerance.
 */
const comparable: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => new SGD({ learningRate: 0.1 }),
  sgd_momentum: () => new SGD({ learningRate: 0.1, momentum: 0.9 }),
  sgd_nesterov: () => new SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  adam_defaults: () => new Adam({ epsilon: 1e-9 }),
  adam: () => new Adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-9 }),
  adam_amsgrad: () => new Adam({ learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-9, amsgrad: true }),
  adamw_defaults: () => new AdamW({ weightDecay: 0.01, epsilon: 1e-9 }),
  adamw: () => new AdamW({ learningRate: 0.1, weightDecay: 0.1, epsilon: 1e-9 }),
};

const incomparable: Readonly<Record<string, string>> = {
  sgd_dampening: 'dampening is not in our form',
  sgd_weight_decay: 'decay is added to the gradient there, taken from the weight here',
  adam_weight_decay: 'decay is added to the gradient there, taken from the weight here',
  adam_big_eps: 'ε stands beside the corrected root there',
  adamw_amsgrad: 'its ε of 1e-3 stands beside the corrected root there',
  rmsprop_defaults: 'ε stands beside the root there, under it here',
  rmsprop: 'ε stands beside the root there, under it here',
  rmsprop_momentum: 'ε stands beside the root there, under it here',
  rmsprop_centered: 'ε stands beside the root there, under it here',
  rmsprop_centered_momentum_wd: 'ε stands beside the root there, under it here',
};

describeOracle<Content>('torch-optimizers.json', ({ problem, cases }) => {
  it.each(cases.filter((c) => Object.hasOwn(comparable, c.name)))('$name', (c) => {
    follow(comparable[c.name]!(), problem, c.params, 2e-6);
  });

  it('runs 8 cases; 10 are in another form', () => {
    expect(cases.map((c) => c.name).sort()).toEqual([...Object.keys(comparable), ...Object.keys(incomparable)].sort());
  });
});
