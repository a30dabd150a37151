/** Everything with a name can be asked for by name, saved and built again; nothing else can. */
import { describe, expect, it } from 'vitest';
import { activationName, activations, getActivation, type ActivationName } from '../src/activations/index.ts';
import { namesOf } from '../src/config/names.ts';
import { constraintFromConfig, constraints, getConstraint } from '../src/constraints/index.ts';
import { getInitializer, initializerFromConfig, initializers } from '../src/initializers/index.ts';
import { BernoulliError } from '../src/ir/index.ts';
import { getLoss, lossFromConfig, losses, type LossName } from '../src/losses/index.ts';
import { getMetric, metricFromConfig, metrics } from '../src/metrics/index.ts';
import { getOptimizer, optimizerFromConfig, optimizers } from '../src/optimizers/index.ts';
import { getRegularizer, regularizerFromConfig, regularizers } from '../src/regularizers/index.ts';

interface Thing {
  readonly className: string;
  getConfig(): Record<string, unknown>;
}

const context = { loss: new losses.MeanSquaredError(), yPredShape: [2, 3] };
const rooms: readonly {
  room: string;
  table: Readonly<Record<string, new () => Thing>>;
  get: (x: never) => Thing | null;
  fromConfig: (x: never) => Thing;
}[] = [
  { room: 'losses', table: losses, get: getLoss, fromConfig: lossFromConfig },
  { room: 'metrics', table: metrics, get: (x) => getMetric(x, context), fromConfig: metricFromConfig },
  { room: 'optimizers', table: optimizers, get: getOptimizer, fromConfig: optimizerFromConfig },
  { room: 'regularizers', table: regularizers, get: getRegularizer, fromConfig: regularizerFromConfig },
  { room: 'constraints', table: constraints, get: getConstraint, fromConfig: constraintFromConfig },
  { room: 'initializers', table: initializers, get: getInitializer, fromConfig: initializerFromConfig },
];
const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'nonesuch', '_adam'];

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return BernoulliError.is(error) ? error.code : String(error);
  }
  return undefined;
}

describe.each(rooms)('$room', ({ table, get, fromConfig }) => {
  it.each(Object.keys(table))('%s comes back from its config', (className) => {
    const thing = new table[className]!();
    const config = JSON.parse(JSON.stringify(thing.getConfig()));
    const again = fromConfig({ className, config } as never);
    expect(again).toBeInstanceOf(table[className]!);
    expect([again.className, again.getConfig()]).toEqual([className, config]);
  });

  it.each(hostile)('has no %j', (name) => {
    expect(codeOf(() => get(name as never))).toBe('NAME');
    expect(codeOf(() => fromConfig({ className: name, config: {} } as never))).toBe('NAME');
    expect(() => get(name as never)).toThrow(
      namesOf(table, { rmsprop: 'RMSprop', iou: 'IoU' }).slice(0, 50).join(', '),
    );
  });

  it.each([{ x: 5 }, { x: {} }, { x: [] }, { x: { className: 7 } }])('refuses $x', ({ x }) => {
    expect(codeOf(() => get(x as never))).toMatch(/^(CONFIG|NAME)$/);
  });

  it('hands back what is one already', () => {
    const [Class] = Object.values(table).filter((C) => !/Sparse/.test(C.name));
    const thing = new Class!();
    expect(get(thing as never)).toBe(thing);
  });

  it('refuses a config that is not one', () => {
    const [className] = Object.keys(table);
    expect(codeOf(() => fromConfig({ className, config: 3 } as never))).toBe('CONFIG');
    expect(codeOf(() => fromConfig({ className, config: { nonesuch: 1 } } as never))).toBe('CONFIG');
    expect(codeOf(() => fromConfig(null as never))).toBe('CONFIG');
  });
});

describe('spellings', () => {
  it.each(['SparseCategoricalCrossentropy', 'sparseCategoricalCrossentropy', 'sparse_categorical_crossentropy'])(
    '%s',
    (name) => {
      expect(getLoss(name as LossName).className).toBe('SparseCategoricalCrossentropy');
    },
  );

  it('of Keras are understood in every room', () => {
    expect(getLoss('mse').className).toBe('MeanSquaredError');
    expect(getOptimizer('rmsprop').className).toBe('RMSprop');
    expect(getOptimizer('sgd').className).toBe('SGD');
    expect(getRegularizer('l1_l2' as never)?.className).toBe('L1L2');
    expect(getConstraint('max_norm' as never)?.className).toBe('MaxNorm');
    expect(getInitializer('glorot_uniform' as never).className).toBe('GlorotUniform');
    expect(getInitializer('random_normal' as never).className).toBe('RandomNormal');
  });

  it('none is none', () => {
    expect([getRegularizer(null), getConstraint(undefined)]).toEqual([null, null]);
  });
});

describe('activations', () => {
  it.each(Object.keys(activations))('%s is saved by its name', (name) => {
    expect(activationName(getActivation(name as ActivationName))).toBe(name);
  });

  it('are found by the names of Keras, and by themselves', () => {
    expect(getActivation('leaky_relu' as never)).toBe(activations.leakyRelu);
    expect(getActivation('swish')).toBe(activations.silu);
    expect(getActivation(null)).toBe(activations.linear);
    expect(getActivation(activations.tanh)).toBe(activations.tanh);
  });

  it.each(hostile)('there is no %j', (name) => {
    expect(codeOf(() => getActivation(name as never))).toBe('NAME');
  });

  it('a function of one’s own works, but has no name', () => {
    const own = getActivation((x) => x.mul(2));
    expect(codeOf(() => activationName(own))).toBe('CONFIG');
    expect(codeOf(() => getActivation(3 as never))).toBe('CONFIG');
  });
});
