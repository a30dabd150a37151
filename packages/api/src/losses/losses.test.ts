/** What must hold of the losses beyond single figures. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import { gradients } from '../ir/grad.ts';
import { GraphBuilder, simplify, type Shape, type TensorData } from '../ir/index.ts';
import { Tensor } from '../tracing/tensor.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import type { Loss } from './loss.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';

const f32 = (shape: Shape, ...data: number[]): TensorData => ({ dtype: 'f32', shape, data: Float32Array.from(data) });
const i32 = (shape: Shape, ...data: number[]): TensorData => ({ dtype: 'i32', shape, data: Int32Array.from(data) });

function lossAndGradient(loss: Loss, yTrue: TensorData, yPred: TensorData, through: (x: Tensor) => Tensor = (x) => x) {
  return evaluate({ yTrue, yPred }, ({ yTrue, yPred }, b) => {
    const value = loss.call(yTrue, through(yPred));
    return { value, grad: gradients(b, value.ref, [yPred.ref])[0]! };
  });
}

describe('crossentropies', () => {
  const scores = f32([2, 3], 0.2, -1, 2, 0.5, 0.5, -3);

  it.each([true, false])('sparse is categorical with one-hot labels, fromLogits %s', (fromLogits) => {
    const through = fromLogits ? undefined : (x: Tensor) => x.softmax();
    const sparse = lossAndGradient(new SparseCategoricalCrossentropy({ fromLogits }), i32([2], 2, 0), scores, through);
    const dense = lossAndGradient(
      new CategoricalCrossentropy({ fromLogits }),
      f32([2, 3], 0, 0, 1, 1, 0, 0),
      scores,
      through,
    );
    expectClose(sparse['value']!, dense['value']!, 1e-12);
    expectClose(sparse['grad']!, dense['grad']!, 1e-12);
  });

  it('of a softmax is that of its logits, where nothing is clipped', () => {
    const labels = i32([2], 2, 0);
    const ofLogits = lossAndGradient(new SparseCategoricalCrossentropy({ fromLogits: true }), labels, scores);
    const ofSoftmax = lossAndGradient(new SparseCategoricalCrossentropy(), labels, scores, (x) => x.softmax());
    expectClose(ofSoftmax['value']!, ofLogits['value']!, 1e-7);
    expectClose(ofSoftmax['grad']!, ofLogits['grad']!, 1e-7);
  });

  it.each([new SparseCategoricalCrossentropy(), new CategoricalCrossentropy()])(
    '$className of a softmax is simplified to one without a logarithm',
    (loss) => {
      const b = new GraphBuilder();
      const x = new Tensor(b, b.input('x', 'f32', [2, 3]));
      const y = loss.labels === 'classes' ? b.input('y', 'i32', [2]) : b.input('y', 'f32', [2, 3]);
      const { nodes } = simplify(b.build({ outputs: { loss: loss.call(new Tensor(b, y), x.softmax()).ref } }));
      const names = nodes.map((n) => n.op);
      expect(names).toContain('logSoftmax');
      expect(names).not.toContain('log');
      expect(names).not.toContain('softmax');
    },
  );

  it('does not depend on the scale of a row of probabilities', () => {
    const loss = new CategoricalCrossentropy();
    const labels = f32([1, 3], 0, 1, 0);
    const one = lossAndGradient(loss, labels, f32([1, 3], 0.25, 0.5, 0.25));
    const two = lossAndGradient(loss, labels, f32([1, 3], 1, 2, 1));
    expectClose(two['value']!, one['value']!, 1e-12);
  });

  it('a class outside the axis has no loss and no gradient', () => {
    const { value, grad } = lossAndGradient(
      new SparseCategoricalCrossentropy({ fromLogits: true }),
      i32([2], 3, -1),
      scores,
    );
    expectClose(value!, 0, 0);
    expectClose(grad!, [0, 0, 0, 0, 0, 0], 0);
  });

  it('with every sample ignored is 0, not NaN', () => {
    const loss = new SparseCategoricalCrossentropy({ ignoreClass: 1, fromLogits: true });
    const { value, grad } = lossAndGradient(loss, i32([2], 1, 1), scores);
    expectClose(value!, 0, 0);
    expectClose(grad!, [0, 0, 0, 0, 0, 0], 0);
  });

  it('binary has the gradient (sigmoid(z) − y) / n, at 0 too', () => {
    const z = f32([1, 3], 0, 0, 2);
    const { grad } = lossAndGradient(new BinaryCrossentropy({ fromLogits: true }), f32([1, 3], 0, 1, 1), z);
    expectClose(grad!, [0.5 / 3, -0.5 / 3, (1 / (1 + Math.exp(-2)) - 1) / 3], 1e-12);
  });
});

describe('shapes', () => {
  const call = (yTrue: Shape, yPred: Shape, weight?: Shape, loss: Loss = new MeanSquaredError()) => {
    const b = new GraphBuilder();
    const tensor = (name: string, shape: Shape) => new Tensor(b, b.input(name, 'f32', shape));
    return loss.call(tensor('y', yTrue), tensor('p', yPred), weight && tensor('w', weight)).shape;
  };

  it('that do not meet are named', () => {
    expect(() => call([4, 3], [4, 2])).toThrow(
      'MeanSquaredError: labels must have shape [4, 2] beside a prediction of shape [4, 2]. Received [4, 3].',
    );
    expect(() => call([4], [4, 2])).toThrow('Received [4]');
    expect(() => call([4, 3], [4, 3], undefined, new SparseCategoricalCrossentropy())).toThrow(
      'labels must have shape [4]',
    );
    expect(() => call([4, 3], [4, 3], [3])).toThrow(
      'sample weights must fit the shape [4] of what they weigh. Received [3].',
    );
    expect(() => call([4, 3], [4, 3], [4, 3])).toThrow('sample weights must fit');
  });

  it.each([{ w: [4] }, { w: [4, 1] }, { w: [4, 1, 1] }])('weights $w weigh samples', ({ w }) => {
    expect(call([4, 3], [4, 3], w)).toEqual([]);
  });

  it('labels may lack a last axis of 1, or have one too many', () => {
    expect(call([4], [4, 1])).toEqual([]);
    expect(call([4, 3, 1], [4, 3])).toEqual([]);
  });

  it('labels of one sample may, too', () => {
    expect(call([1], [1, 1])).toEqual([]);
    expect(call([1, 1], [1])).toEqual([]);
    expect(call([1, 1], [1, 3], undefined, new SparseCategoricalCrossentropy())).toEqual([]);
    expect(() => call([1, 1, 1], [1])).toThrow('labels must have shape [1]');
  });

  it('of a loss that is not reduced are those of the samples', () => {
    expect(call([4, 5, 3], [4, 5, 3], undefined, new MeanSquaredError({ reduction: 'none' }))).toEqual([4, 5]);
  });
});

describe('the mean with sample weights', () => {
  const reduction = 'meanWithSampleWeight';
  const squares = (weight?: TensorData) => {
    const [yTrue, yPred] = [f32([2, 3, 1], 0, 0, 0, 0, 0, 0), f32([2, 3, 1], 1, 2, 3, 4, 5, 6)];
    const loss = new MeanSquaredError({ reduction });
    const given: Record<string, TensorData> = weight === undefined ? { yTrue, yPred } : { yTrue, yPred, weight };
    return evaluate(given, (x) => ({ value: loss.call(x['yTrue']!, x['yPred']!, x['weight']) }))['value']!;
  };

  it('is divided by the weights of all that is weighed', () => {
    expectClose(squares(f32([2], 3, 1)), (3 * (1 + 4 + 9) + 16 + 25 + 36) / (3 * 3 + 3 * 1), 1e-12);
  });

  it('is the mean where there are none, and 0 where all are 0', () => {
    expectClose(squares(), (1 + 4 + 9 + 16 + 25 + 36) / 6, 1e-12);
    expectClose(squares(f32([2], 0, 0)), 0, 0);
  });

  it('leaves the weights of samples that do not count out of the divisor', () => {
    const loss = new SparseCategoricalCrossentropy({ reduction, ignoreClass: 1 });
    const [yTrue, yPred] = [i32([3], 1, 0, 2), f32([3, 3], 0.2, 0.5, 0.3, 0.5, 0.25, 0.25, 0.3, 0.5, 0.2)];
    const { value } = evaluate({ yTrue, yPred, weight: f32([3], 5, 2, 1) }, (x) => ({
      value: loss.call(x.yTrue, x.yPred, x.weight),
    }));
    expectClose(value!, (-2 * Math.log(0.5) - Math.log(0.2)) / 3, 1e-6);
  });
});
