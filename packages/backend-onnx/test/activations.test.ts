/** Every activation and every way layers meet, exported and run at the strongest optimization level: as our own prediction. */
import {
  activations,
  Add,
  Concatenate,
  Dense,
  Flatten,
  Model,
  Reshape,
  type ActivationName,
  type Tensor,
} from '@bernoulli/api';
import { exportOnnx, onnx } from '@bernoulli/backend-onnx';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';

const wave = (shape: number[], phase: number): { shape: number[]; data: Float32Array } => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((m, n) => m * n, 1) }, (_, i) => 2 * Math.sin(i * 1.3 + phase)),
});

class Meeting extends Model {
  readonly left: Dense;
  readonly right: Dense;
  readonly flat = new Flatten();
  readonly add = new Add();
  readonly join = new Concatenate();
  readonly fold = new Reshape({ targetShape: [3, -1] });

  constructor(activation: ActivationName) {
    super();
    this.left = new Dense({ units: 6, activation, name: 'left' });
    this.right = new Dense({ units: 6, activation, name: 'right' });
  }

  call(images: Tensor, facts: Tensor): Tensor {
    const left = this.left.apply(this.flat.apply(images));
    const right = this.right.apply(facts);
    return this.fold.apply(this.join.apply(this.add.apply(left, right), left));
  }
}

it.each(Object.keys(activations) as ActivationName[])('%s', async (activation) => {
  const model = new Meeting(activation);
  model.compile({ seed: 5, backend: onnx() });
  const [images, facts] = [wave([7, 2, 3], 0), wave([7, 4], 1)];
  const ours = await model.predict([images, facts]);
  const session = await InferenceSession.create(await exportOnnx(model), { graphOptimizationLevel: 'all' });
  expect(session.inputNames).toHaveLength(2);
  const feeds = Object.fromEntries(
    [images, facts].map(({ data, shape }, i) => [session.inputNames[i]!, new OrtTensor('float32', data, shape)]),
  );
  const theirs = (await session.run(feeds))[session.outputNames[0]!]!;
  await session.release();
  await model.dispose();
  expect(theirs.dims).toEqual(ours.shape);
  const values = theirs.data as Float32Array;
  ours.data.forEach((value, i) =>
    expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(value))),
  );
  expect(new Set(ours.data).size).toBeGreaterThan(['relu', 'sparsemax'].includes(activation) ? 10 : 30);
});
