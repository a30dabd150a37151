/** The README's network, trained for a moment, and a short name of its first mask. */
import { Dense, Dropout, Model, type Backend, type Tensor } from '@bernoulli/api';

export class SimpleNet extends Model {
  dense1 = new Dense({ units: 64, activation: 'relu' });
  dropout = new Dropout({ rate: 0.5 });
  dense2 = new Dense({ units: 10, activation: 'softmax' });
  constructor() {
    super({ name: 'simpleNet' });
  }
  call(x: Tensor) {
    return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
  }
}

/** What a run says: the first 12 digits of the SHA-256 of the mask of step 0, and the losses of two epochs. */
export interface Story {
  readonly mask: string;
  readonly losses: readonly number[];
}

export async function simpleNet(backend: Backend): Promise<Story> {
  const x = Array.from({ length: 200 }, (_, i) => Array.from({ length: 20 }, (_, j) => Math.sin(i * j)));
  const y = x.map((row) => Math.min(9, Math.floor(Math.abs(row[1]! * 10))));
  const model = new SimpleNet();
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed: 1, backend });
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 32, verbose: 0 });
  const [mask] = Object.values(await model.masks(0));
  await model.dispose();
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(mask!.data));
  const digits = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { mask: digits.slice(0, 12), losses: history['loss']! };
}
