/** Inputs that are whole numbers, and axes whose size each batch brings. */
import {
  Dense,
  Dropout,
  Flatten,
  Layer,
  Model,
  modelFromFiles,
  modelToFiles,
  RandomUniform,
  sequential,
  type Tensor,
} from '@bernoulli/api';
import { exportOnnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { backendOf, everywhere, ready, waves, worst, type Subject } from './laws.ts';

class Embedding extends Layer {
  readonly className = 'Embedding';
  getConfig(): Record<string, unknown> {
    return {};
  }
  override build(): void {
    this.addWeight({ name: 'table', shape: [10, 6], initializer: new RandomUniform() });
  }
  call(ids: Tensor): Tensor {
    return this.weight('table', ids).gather(ids);
  }
}

/** Tags each word of a text, with a look at all of them. */
class Tagger extends Model {
  readonly embedding = new Embedding();
  readonly dense = new Dense({ units: 6, activation: 'tanh' });
  readonly dropout = new Dropout({ rate: 0.3 });
  readonly head = new Dense({ units: 3, activation: 'softmax' });
  call(ids: Tensor): Tensor {
    const words = this.embedding.apply(ids);
    return this.head.apply(this.dropout.apply(this.dense.apply(words.add(words.sum(1, true)))));
  }
}

/** Rows of words, of which the first has another length than the second. */
const texts = [3, 5].map((length, k) => ({
  x: { shape: [4, length], data: Int32Array.from({ length: 4 * length }, (_, i) => (i * 7 + k) % 10) },
  y: { shape: [4, length], data: Array.from({ length: 4 * length }, (_, i) => (i * 7 + k) % 3) },
}));

const subject: Subject<Tagger> = {
  make: () => new Tagger(),
  config: { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed: 5 },
  row: { dtype: 'i32', shape: [null] },
  x: [],
  y: [],
};

async function train(model: Model, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step++) await model.trainOnBatch(texts[step % 2]!.x, texts[step % 2]!.y);
}

describe.each(everywhere)('on %s', (name) => {
  it('texts of two lengths are trained, predicted, judged and sampled; resume is bit for bit', async () => {
    const whole = ready(subject, name);
    await train(whole, 0, 6);
    for (const { x, y } of texts) {
      const { shape, data } = await whole.predict(x);
      expect(shape).toEqual([...x.shape, 3]);
      const alone = await whole.predict({ shape: [1, x.shape[1]!], data: x.data.slice(0, x.shape[1]) });
      expect(worst(alone, { data: data.slice(0, alone.data.length) })).toBeLessThan(1e-5);
      const likely = [...data].filter((_, i) => i % 3 === y.data[Math.floor(i / 3)]);
      const loss = likely.reduce((sum, p) => sum - Math.log(p), 0) / likely.length;
      expect((await whole.evaluate(x, y))['loss']).toBeCloseTo(loss, 4);
      expect((await whole.sample(x, { samples: 20 })).variance.data.every((v) => v > 0)).toBe(true);
      expect((await whole.masks(0, { x }))['tagger/dropout']!.shape).toEqual([...x.shape, 6]);
    }
    await expect(whole.masks(0)).rejects.toThrow(/needs x, since some sizes of the inputs are open/);

    const half = ready(subject, name);
    await train(half, 0, 3);
    const loaded = modelFromFiles(await modelToFiles(half), { into: new Tagger(), backend: backendOf(name) });
    await train(loaded, 3, 6);
    expect(bits(await loaded.getWeights())).toEqual(bits(await whole.getWeights()));
    for (const model of [whole, half, loaded]) await model.dispose();
  });

  it('an exported model takes texts of any length', async () => {
    const model = ready(subject, name);
    await train(model, 0, 2);
    const session = await ort.InferenceSession.create(await exportOnnx(model), { logSeverityLevel: 3 });
    for (const { x } of texts) {
      const feed = new ort.Tensor('int32', x.data, x.shape);
      const { [session.outputNames[0]!]: got } = await session.run({ [session.inputNames[0]!]: feed });
      expect(got!.dims).toEqual([...x.shape, 3]);
      expect(worst({ data: got!.data as Float32Array }, await model.predict(x))).toBeLessThanOrEqual(1e-5);
    }
    await session.release();
    await model.dispose();
  });

  it('an open axis before the features serves any number of them', async () => {
    const make = (): Model => sequential([new Dense({ units: 4, activation: 'tanh' }), new Dense({ units: 1 })]);
    const model = ready(
      { ...subject, make, config: { ...subject.config, loss: 'meanSquaredError', metrics: [] }, row: [null, 3] },
      name,
    );
    for (const length of [2, 7]) {
      const x = { data: waves(4 * length, 3).flat(), shape: [4, length, 3] };
      await model.fit(x, { data: x.data.filter((_, i) => i % 3 === 0), shape: [4, length, 1] }, { verbose: 0 });
    }
    expect(model.progress.step).toBe(2);
    await model.dispose();
  });
});

describe('what an open axis does not go with is one error, with the path', () => {
  it.each([
    ['Flatten', () => sequential([new Flatten(), new Dense({ units: 1 })]), [null, 3]],
    ['Dense on the open axis', () => sequential([new Dense({ units: 1 })]), [3, null]],
  ] as const)('%s', (_, make, row) => {
    const model = make();
    model.compile({ seed: 1, backend: backendOf('cpu') });
    expect(() => model.buildFor(row)).toThrow(
      expect.objectContaining({
        code: 'SHAPE',
        problem: expect.objectContaining({ at: expect.stringMatching(/^sequential\/(flatten|dense)$/) }),
      }),
    );
  });

  it('other sizes and types than the model was built for', async () => {
    const model = ready(subject, 'cpu');
    await expect(model.predict([[0.5]])).rejects.toThrow(/x\[0\]\[0\] must be a whole number/);
    await expect(model.predict([1, 2])).rejects.toThrow(/takes rows of shape i32\[null\]\. Received i32\[\]/);
    for (const row of [[0], [1.5], { dtype: 'f64', shape: [1] }, 'x'])
      expect(() => ready({ ...subject, row: row as never }, 'cpu')).toThrow(/a row must be a list of sizes/);
  });
});
