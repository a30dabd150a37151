/** The optimizers against Keras: every parameter after each of twelve steps. */
import { describe, expect, it } from 'vitest';
import type { TensorData } from '../src/ir/index.ts';
import { optimizerFromConfig, optimizers, type Optimizer } from '../src/optimizers/index.ts';
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

describeOracle<Content>('keras-optimizers.json', ({ problem, cases }) => {
  const ofClass = cases.filter((c) => Object.hasOwn(optimizers, c.class));
  const built = ofClass.filter((c) => !Object.hasOwn(unsupported, c.name));

  it.each(built)('$name', (c) => {
    const rates = 'data' in c.learning_rates ? c.learning_rates.data : c.learning_rates;
    const config = fromKeras(c.config);
    // Schedules are described, not built here: their rates are given with the case.
    if (typeof config['learningRate'] === 'object') config['learningRate'] = (step: number) => rates[step]!;
    const optimizer = optimizerFromConfig({ className: c.class, config });
    let step = 0;
    for (const parameters of train(optimizer, problem)) {
      for (const [name, { data }] of Object.entries(parameters)) {
        const want = c.params[name]!.data.slice(step * data.length, (step + 1) * data.length);
        expectClose(data, want, 2e-5, `${name} after step ${step + 1}`);
      }
      step++;
    }
    expect(step).toBe(12);
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
