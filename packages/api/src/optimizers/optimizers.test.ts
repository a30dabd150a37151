/** What must hold of the optimizers beyond Keras's figures. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import type { TensorData } from '../ir/index.ts';
import { Adam, AdamW, getOptimizer, RMSprop, SGD } from './index.ts';

const f32 = (...data: number[]): TensorData => ({ dtype: 'f32', shape: [data.length], data: Float32Array.from(data) });

describe('settings', () => {
  it.each([
    [
      () => new Adam({ learningRate: -1 }),
      'Adam: learningRate must be a finite number of at least 0, or a function of the step that gives one. Received -1.',
    ],
    [() => new Adam({ beta1: 1 }), 'Adam: beta1 must be in [0, 1). Received 1.'],
    [() => new AdamW({ beta2: -0.1 }), 'AdamW: beta2 must be in [0, 1). Received -0.1.'],
    [() => new Adam({ epsilon: 0 }), 'Adam: epsilon must be a finite number above 0. Received 0.'],
    [
      () => new Adam({ lr: 0.1 } as never),
      'Adam: there is no setting "lr"; there are beta1, beta2, epsilon, amsgrad, learningRate',
    ],
    [() => new SGD({ momentum: NaN }), 'SGD: momentum must be in [0, 1). Received null.'],
    [() => new SGD({ nesterov: true }), 'SGD: nesterov needs a momentum above 0'],
    [
      () => new SGD({ clipnorm: 1, clipvalue: 1 }),
      'SGD: at most one of clipnorm, globalClipnorm and clipvalue may be set. Received clipnorm and clipvalue.',
    ],
    [
      () => new RMSprop({ weightDecay: -1 }),
      'RMSprop: weightDecay must be a finite number of at least 0, or null. Received -1.',
    ],
  ])('bad ones are refused: %#', (make, message) => {
    expect(make).toThrow(message.replace('Received null', 'Received NaN'));
  });
});

describe('the learning rate', () => {
  it('may be set between steps, to what is legal', () => {
    const optimizer = getOptimizer('sgd');
    optimizer.learningRate = 0.5;
    expect(optimizer.scalars(3)).toEqual({ learningRate: 0.5 });
    expect(optimizer.getConfig()['learningRate']).toBe(0.5);
    expect(() => (optimizer.learningRate = NaN)).toThrow('SGD: learningRate must be');
  });

  it('may follow a schedule, which must give legal rates', () => {
    const optimizer = new SGD({ learningRate: (step) => 1 - step });
    expect(optimizer.scalars(1)).toEqual({ learningRate: 0 });
    expect(() => optimizer.scalars(2)).toThrow(
      'SGD: learningRate must be a finite number of at least 0, also at step 2. Received -1.',
    );
  });

  it('is saved when the schedule says how', () => {
    expect(() => new SGD({ learningRate: (() => () => 1)() }).getConfig()).toThrow('is a function without a name');
    const named = (step: number): number => 0.5 ** step;
    expect(new SGD({ learningRate: named }).getConfig()['learningRate']).toEqual({ function: 'named' });
    const halving = Object.assign((step: number) => 2 ** -step, {
      className: 'Halving',
      getConfig: () => ({ from: 1 }),
    });
    expect(new SGD({ learningRate: halving }).getConfig()['learningRate']).toEqual({
      className: 'Halving',
      config: { from: 1 },
    });
  });
});

describe('names', () => {
  it.each([
    new SGD(),
    new SGD({ momentum: 0.9 }),
    new Adam({ amsgrad: true }),
    new AdamW(),
    new RMSprop({ centered: true, weightDecay: 0.1 }),
  ])('of scalars are the same at every step (%#)', (optimizer) => {
    const [first, later] = [0, 1000].map((step) => Object.keys(optimizer.scalars(step)));
    expect(later).toEqual(first);
    expect(Object.values(optimizer.scalars(1e6)).every(Number.isFinite)).toBe(true);
  });
});

describe('clipping', () => {
  const clipped = (optimizer: SGD, ...gradients: TensorData[]) =>
    evaluate(Object.fromEntries(gradients.map((g, i) => [`g${i}`, g])), (x) =>
      Object.fromEntries(optimizer.clip(Object.values(x)).map((g, i) => [`g${i}`, g])),
    );

  it('by norm scales each gradient that is too long, and no other', () => {
    const { g0, g1 } = clipped(new SGD({ clipnorm: 1 }), f32(3, 4), f32(0.3, 0.4));
    expectClose(g0!, [0.6, 0.8], 1e-7);
    expectClose(g1!, Float32Array.of(0.3, 0.4), 0);
  });

  it('by global norm keeps the directions of all', () => {
    const { g0, g1 } = clipped(new SGD({ globalClipnorm: 1 }), f32(3), f32(4));
    expectClose([...Array.from(g0!), ...Array.from(g1!)], [0.6, 0.8], 1e-7);
  });

  it.each([{ clipnorm: 1 }, { globalClipnorm: 1 }])('of zeros gives zeros: %j', (config) => {
    expectClose(clipped(new SGD(config), f32(0, 0))['g0']!, [0, 0], 0);
  });

  it('of nothing gives nothing', () => {
    expect(new SGD({ globalClipnorm: 1 }).clip([])).toEqual([]);
  });
});
