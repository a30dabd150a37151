/** Small models and data that several tests train. */
import { Adam, Dense, Dropout, Model, type Backend, type Tensor, type TensorData } from '@bernoulli/api';
import { loadDigits } from '../../apps/examples/src/data/digits.ts';
import type { Examples } from '../../apps/examples/src/data/examples.ts';

/** Three sites of different kinds: one rate, one rate per unit, and one mask for the whole batch. */
export class ThreeSites extends Model {
  readonly dense1 = new Dense({ units: 24, activation: 'relu' });
  readonly plain = new Dropout({ rate: 0.5 });
  readonly dense2 = new Dense({ units: 12, activation: 'tanh', kernelInitializer: 'heNormal' });
  readonly perUnit = new Dropout({ rate: Array.from({ length: 12 }, (_, j) => j / 12) });
  readonly shared = new Dropout({ rate: 0.3, noiseShape: [1, null] });
  readonly dense3 = new Dense({ units: 10, activation: 'softmax' });

  call(x: Tensor): Tensor {
    const hidden = this.plain.apply(this.dense1.apply(x));
    return this.dense3.apply(this.shared.apply(this.perUnit.apply(this.dense2.apply(hidden))));
  }
}

export function compiled(backend: Backend, seed = 11): ThreeSites {
  const model = new ThreeSites();
  model.compile({
    optimizer: new Adam({ learningRate: 0.005 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
    backend,
  });
  model.buildFor([64]);
  return model;
}

/** The first digits of the training set: 150 by default, which is no multiple of 32. */
export function someDigits(count = 150): Examples {
  const { x, y } = loadDigits().train;
  return { x: { ...x, shape: [count, 64], data: x.data.slice(0, count * 64) }, y: y.slice(0, count) };
}

/** Values as bytes, so that −0 and 0 differ and NaN equals itself. */
export function bits(values: Readonly<Record<string, TensorData>>): Record<string, string> {
  const bytes = ({ data }: TensorData): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path, bytes(value).toString('base64')]));
}
