/** Names follow from the tables of classes, for the compiler as at run time; no second list says them. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ActivationLike, ActivationName } from '../activations/index.ts';
import { constraints, getConstraint, type ConstraintName } from '../constraints/index.ts';
import { getInitializer, initializers, type InitializerName } from '../initializers/index.ts';
import { getLoss, losses, type LossName } from '../losses/index.ts';
import { getMetric, metrics, type MetricName } from '../metrics/index.ts';
import type { CompileConfig } from '../model/compile-config.ts';
import { getOptimizer, optimizers, type OptimizerName } from '../optimizers/index.ts';
import { getRegularizer, regularizers, type RegularizerName } from '../regularizers/index.ts';
import { getSchedule, type ScheduleName } from '../schedules/index.ts';
import { namesOf, resolveName, type CamelCase, type NameOf } from './names.ts';

function camel<N extends string>(name: N): CamelCase<N> {
  return namesOf({ [name]: 1 })[0] as CamelCase<N>;
}

describe('camel case', () => {
  it('is the same for the compiler and at run time', () => {
    const made = [
      camel('MeanSquaredError'),
      camel('KLDivergence'),
      camel('SGD'),
      camel('L1L2'),
      camel('F1Score'),
    ] as const;
    expectTypeOf(made).toEqualTypeOf<readonly ['meanSquaredError', 'klDivergence', 'sgd', 'l1L2', 'f1Score']>();
    expect(made).toEqual(['meanSquaredError', 'klDivergence', 'sgd', 'l1L2', 'f1Score']);
    const more = [camel('AdamW'), camel('FBetaScore'), camel('CTC'), camel('X'), camel('linear')] as const;
    expectTypeOf(more).toEqualTypeOf<readonly ['adamW', 'fBetaScore', 'ctc', 'x', 'linear']>();
    expect(more).toEqual(['adamW', 'fBetaScore', 'ctc', 'x', 'linear']);
  });

  it('gives way to an alias that spells the same word', () => {
    const table = { RMSprop: 1, MeanSquaredError: 2 };
    const aliases = { rmsprop: 'RMSprop', mse: 'MeanSquaredError' } as const;
    expectTypeOf<NameOf<typeof table, typeof aliases>>().toEqualTypeOf<'rmsprop' | 'mse' | 'meanSquaredError'>();
    expect(namesOf(table, aliases)).toEqual(['rmsprop', 'meanSquaredError']);
  });
});

describe('types', () => {
  it('complete by name and refuse what there is not', () => {
    expectTypeOf<'adam'>().toExtend<OptimizerName>();
    expectTypeOf<'adma'>().not.toExtend<OptimizerName>();
    expectTypeOf<'rmsprop' | 'adamW' | 'sgd'>().toExtend<OptimizerName>();
    expectTypeOf<'sparseCategoricalCrossentropy' | 'mse'>().toExtend<LossName>();
    expectTypeOf<'accuracy' | 'rmse'>().toExtend<MetricName>();
    expectTypeOf<'relu' | 'leakyRelu'>().toExtend<ActivationName>();
    expectTypeOf<'swish'>().toExtend<ActivationLike>();
    expectTypeOf<'glorotUniform' | 'zeros'>().toExtend<InitializerName>();
    expectTypeOf<'l1L2'>().toExtend<RegularizerName>();
    expectTypeOf<'maxNorm'>().toExtend<ConstraintName>();
    expectTypeOf<'cosine'>().toExtend<ScheduleName>();
    // No name is left open: a text that could be anything is none.
    expectTypeOf<string>().not.toExtend<
      OptimizerName | LossName | MetricName | ActivationName | InitializerName | RegularizerName | ConstraintName
    >();
    // Keras's own spelling is for stored and dynamic names: it is understood at run time.
    expectTypeOf<'mean_squared_error'>().not.toExtend<LossName>();
    const good: CompileConfig = { optimizer: 'adam', loss: 'mse', metrics: ['accuracy', 'mae'] };
    // @ts-expect-error -- a misspelt optimizer
    const bad: CompileConfig = { optimizer: 'adma' };
    // @ts-expect-error -- a misspelt loss
    const worse: CompileConfig = { loss: { head: 'meanSquaredErorr' } };
    // @ts-expect-error -- a misspelt metric
    const worst: CompileConfig = { metrics: ['acuracy'] };
    expect([good, bad, worse, worst]).toHaveLength(4);
  });
});

describe.each([
  { room: 'losses', table: losses, get: getLoss },
  { room: 'metrics', table: metrics, get: (name: never) => getMetric(name, { loss: anyLabels, yPredShape: [2, 3] }) },
  { room: 'optimizers', table: optimizers, get: getOptimizer },
  { room: 'initializers', table: initializers, get: getInitializer },
  { room: 'regularizers', table: regularizers, get: getRegularizer },
  { room: 'constraints', table: constraints, get: getConstraint },
])('$room', ({ table, get }) => {
  const names = namesOf(table, { rmsprop: 'RMSprop', iou: 'IoU' });

  it('every class has a name that finds it', () => {
    for (const [i, className] of Object.keys(table).entries())
      expect(resolveName('it', table, names[i])).toBe(className);
  });

  it('a misspelt name is asked about, in the spelling that a user writes', () => {
    const [name] = names;
    expect(() => get(`${name}x` as never)).toThrow(`Did you mean ${name}?`);
    expect(() => get(`${name}x` as never)).toThrow(`Known are ${names.slice(0, 50).join(', ')}`);
  });
});

const anyLabels = new losses.MeanSquaredError();

it('a misspelt alias and a misspelt schedule are asked about too', () => {
  expect(() => getMetric('acuracy' as never, { loss: anyLabels, yPredShape: [2, 3] })).toThrow(
    'Did you mean accuracy?',
  );
  expect(() => getSchedule({ className: 'cosin' })).toThrow('Did you mean cosine?');
});

it('no more than 50 names are listed', () => {
  const table = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`Name${i}`, i]));
  expect(() => resolveName('thing', table, 'q')).toThrow(/name49 and 20 more\./);
});
