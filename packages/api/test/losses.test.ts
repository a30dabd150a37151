/** The losses against Keras: values, gradients, weights, reductions, edges. */
import { expect, it } from 'vitest';
import { gradients } from '../src/ir/grad.ts';
import { lossFromConfig, losses } from '../src/losses/index.ts';
import { decode, describeOracle, evaluate, expectClose, fromKeras, type Encoded } from './oracle.ts';

interface Case {
  readonly name: string;
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly y_true: Encoded;
  readonly y_pred: Encoded;
  readonly sample_weight: Encoded | null;
  readonly value: Encoded | number;
  readonly upstream: Encoded | null;
  readonly grad: Encoded;
}

describeOracle<{ cases: Case[] }>('keras-losses.json', ({ cases }) => {
  const built = cases.filter((c) => Object.hasOwn(losses, c.class));

  it.each(built)('$name', (c) => {
    const loss = lossFromConfig({ className: c.class, config: fromKeras(c.config) });
    const { value, grad } = evaluate(
      {
        yTrue: decode(c.y_true),
        yPred: decode(c.y_pred),
        ...(c.sample_weight && { weight: decode(c.sample_weight) }),
        ...(c.upstream && { upstream: decode(c.upstream) }),
      } as Record<'yTrue' | 'yPred' | 'weight' | 'upstream', ReturnType<typeof decode>>,
      ({ yTrue, yPred, weight, upstream }, b) => {
        const value = loss.call(yTrue, yPred, weight);
        const scalar = upstream === undefined ? value : value.mul(upstream).sum();
        return { value, grad: gradients(b, scalar.ref, [yPred.ref])[0]! };
      },
    );
    expect(value!.shape).toEqual(typeof c.value === 'number' ? [] : c.value.shape);
    expectClose(value!, c.value, 1e-5, 'value');
    expectClose(grad!, c.grad, 1e-5, 'gradient');
  });

  it(`runs ${built.length} cases; ${cases.length - built.length} are of classes not built here`, () => {
    const missing = [...new Set(cases.filter((c) => !built.includes(c)).map((c) => c.class))].sort();
    expect({ built: built.length, elsewhere: cases.length - built.length, missing }).toEqual({
      built: 69,
      elsewhere: 82,
      missing: [
        'BinaryFocalCrossentropy',
        'CTC',
        'CategoricalFocalCrossentropy',
        'CategoricalGeneralizedCrossEntropy',
        'CategoricalHinge',
        'Circle',
        'CosineSimilarity',
        'Dice',
        'Hinge',
        'Huber',
        'KLDivergence',
        'LogCosh',
        'MeanAbsolutePercentageError',
        'MeanSquaredLogarithmicError',
        'Poisson',
        'SquaredHinge',
        'Tversky',
      ],
    });
  });
});
