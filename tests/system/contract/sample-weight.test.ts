/** Weights of samples and of classes mean what they mean in Keras. */
import { Dense, Model, sequential, SGD, type ByOutput, type Model as AnyModel, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backendOf, everywhere, waves, worst } from './laws.ts';

/*
 * The constants below are what Keras 3.15.1 (KERAS_BACKEND=jax, numpy) gives for a Dense(3, softmax, no bias) with this kernel, SGD(0.1)
 * and 'sparse_categorical_crossentropy': evaluate(x, labels, sample_weight=weight, batch_size=4), then fit(..., batch_size=4, epochs=1,
 * shuffle=False) with sample_weight, and with class_weight={0: 1, 1: 5, 2: 0.5}; for a sequence the same rows as [3, 2, 3]; for two
 * outputs a second Dense(3, no bias) with this kernel, 'mse' against x and loss_weights={'a': 1, 'b': 0.5}.
 */
const x = waves(6, 3);
const labels = [0, 1, 2, 1, 0, 2];
const weight = [1, 0, 2, 0.5, 3, 1];
const classWeight = { 0: 1, 1: 5, 2: 0.5 };
const kernel = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i - j) * 0.5 + 0.1));
const keras = {
  evaluated: 1.4553141593933105,
  plain: 0.9956604838371277,
  accuracy: 1 / 3,
  fitted: 1.465766429901123,
  kernel: [
    -0.005795407574623823, -0.36504822969436646, -0.8291563987731934, 0.5479129552841187, 0.1401655524969101,
    -0.3880784511566162, 1.1779371500015259, 0.5676482319831848, 0.054414693266153336,
  ],
  byClass: 2.319786787033081,
  kernelByClass: [
    0.060936637222766876, -0.37728163599967957, -0.8836549520492554, 0.5837997198104858, 0.12691839039325714,
    -0.41071805357933044, 1.1573132276535034, 0.5250551104545593, 0.117631696164608,
  ],
  sequenceByRow: 0.9534415602684021,
  two: { loss: 1.6896167993545532, aLoss: 1.4553141593933105, bLoss: 0.4686051309108734 },
};

async function classifier(name: string, row: readonly number[] = [3]): Promise<AnyModel> {
  const model = sequential([new Dense({ units: 3, activation: 'softmax', useBias: false })]);
  model.compile({
    optimizer: new SGD({ learningRate: 0.1 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 1,
    backend: backendOf(name),
  });
  model.buildFor(row);
  await model.setWeights({ 'sequential/dense/kernel': kernel });
  return model;
}

class Two extends Model {
  readonly first = new Dense({ units: 3, activation: 'softmax', useBias: false });
  readonly second = new Dense({ units: 3, useBias: false });
  call(x: Tensor): { a: Tensor; b: Tensor } {
    return { a: this.first.apply(x), b: this.second.apply(x) };
  }
}

const options = { batchSize: 4, shuffle: false, verbose: 0 } as const;
const kernelOf = async (model: AnyModel): Promise<{ data: ArrayLike<number> }> =>
  (await model.getWeights())['sequential/dense/kernel']!;

describe.each(everywhere)('on %s', (name) => {
  it('weights of samples weigh the loss, and no metric', async () => {
    const model = await classifier(name);
    const judged = await model.evaluate(x, labels, { sampleWeight: weight, batchSize: 4 });
    expect(judged['loss']).toBeCloseTo(keras.evaluated, 5);
    expect(judged['accuracy']).toBeCloseTo(keras.accuracy, 6);
    expect((await model.evaluate(x, labels))['loss']).toBeCloseTo(keras.plain, 5);
    const { history } = await model.fit(x, labels, { ...options, sampleWeight: weight });
    expect(history['loss']![0]).toBeCloseTo(keras.fitted, 5);
    expect(history['accuracy']![0]).toBeCloseTo(keras.accuracy, 6);
    expect(worst(await kernelOf(model), { data: keras.kernel })).toBeLessThan(1e-5);
    await model.dispose();
  });

  it('weights of classes are weights of samples by their label', async () => {
    const [byClass, bySample, byHand] = [await classifier(name), await classifier(name), await classifier(name)];
    const { history } = await byClass.fit(x, labels, { ...options, classWeight });
    expect(history['loss']![0]).toBeCloseTo(keras.byClass, 5);
    expect(worst(await kernelOf(byClass), { data: keras.kernelByClass })).toBeLessThan(1e-5);
    const sampleWeight = labels.map((label) => classWeight[label as 0 | 1 | 2]);
    await bySample.fit(x, labels, { ...options, sampleWeight });
    expect(await kernelOf(bySample)).toEqual(await kernelOf(byClass));
    for (const [from, to] of [
      [0, 4],
      [4, 6],
    ] as const)
      await byHand.trainOnBatch(x.slice(from, to), labels.slice(from, to), { classWeight });
    expect(await kernelOf(byHand)).toEqual(await kernelOf(byClass));
    // A class that is left out weighs 1.
    const few = await byHand.trainOnBatch(x, labels, { classWeight: { 1: 5 } });
    expect(few).toEqual(await bySample.trainOnBatch(x, labels, { sampleWeight: [1, 5, 1, 5, 1, 1] }));
    for (const model of [byClass, bySample, byHand]) await model.dispose();
  });

  it('a weight of 0 drops a row, up to the divisor', async () => {
    const [all, some] = [await classifier(name), await classifier(name)];
    const kept = [0, 2, 3];
    const { loss } = await all.trainOnBatch(x, labels, { sampleWeight: [2, 0, 2, 2, 0, 0] });
    const fewer = await some.trainOnBatch(
      kept.map((i) => x[i]!),
      kept.map((i) => labels[i]!),
    );
    expect(loss).toBeCloseTo(fewer['loss']!, 5);
    expect(worst(await kernelOf(all), await kernelOf(some))).toBeLessThan(1e-6);
    await all.dispose();
    await some.dispose();
  });

  it('a sequence has a weight for each step, or for each row', async () => {
    const model = await classifier(name, [2, 3]);
    const rows = { data: x.flat(), shape: [3, 2, 3] };
    const y = { data: labels, shape: [3, 2] };
    const each = await model.evaluate(rows, y, { sampleWeight: { data: weight, shape: [3, 2] } });
    expect(each['loss']).toBeCloseTo(keras.evaluated, 5);
    for (const sampleWeight of [
      [1, 0, 2],
      [[1], [0], [2]],
    ])
      expect((await model.evaluate(rows, y, { sampleWeight }))['loss']).toBeCloseTo(keras.sequenceByRow, 5);
    await model.dispose();
  });

  it('each output has weights of its own', async () => {
    const model = new Two();
    model.compile({
      optimizer: new SGD({ learningRate: 0.1 }),
      loss: { a: 'sparseCategoricalCrossentropy', b: 'meanSquaredError' },
      lossWeights: { b: 0.5 },
      seed: 1,
      backend: backendOf(name),
    });
    model.buildFor([3]);
    await model.setWeights({ 'two/first/kernel': kernel, 'two/second/kernel': kernel });
    const y: ByOutput<number[] | number[][]> = { a: labels, b: x };
    const sampleWeight = { a: weight, b: [0, 1, 1, 2, 0.5, 0] };
    for (const logs of [await model.evaluate(x, y, { sampleWeight }), await model.trainOnBatch(x, y, { sampleWeight })])
      for (const [figure, value] of Object.entries(keras.two)) expect(logs[figure], figure).toBeCloseTo(value, 5);
    await model.dispose();
  });
});
