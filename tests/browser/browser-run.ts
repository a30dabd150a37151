/** A short training run that a page and Node can both make, told in numbers that can be compared. */
import { Dense, Dropout, Model, type Backend, type Tensor, type TensorData } from '@bernoulli/api';

class SimpleNet extends Model {
  readonly dense1 = new Dense({ units: 16, activation: 'relu' });
  readonly dropout = new Dropout({ rate: 0.5 });
  readonly dense2 = new Dense({ units: 4, activation: 'softmax' });

  constructor() {
    // Written out, as in any page: a minifier renames the class.
    super({ name: 'simpleNet' });
  }

  call(x: Tensor): Tensor {
    return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
  }
}

/** Everything by path; floats as their bits. */
export interface Story {
  readonly masks: Record<string, number[]>;
  readonly initial: Record<string, number[]>;
  readonly losses: number[];
  readonly weights: Record<string, number[]>;
}

/** Three epochs of eight steps, the last of each smaller. */
export async function run(backend: Backend): Promise<Story> {
  const x = Array.from({ length: 120 }, (_, i) => Array.from({ length: 8 }, (_, j) => ((i * 37 + j * 11) % 64) / 64));
  const y = x.map((row) => Math.floor(row[3]! * 4));
  const model = new SimpleNet();
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 2014,
    backend,
  });
  model.buildFor([8]);
  const initial = bits(await model.getWeights());
  const masks = Object.fromEntries(Object.entries(await model.masks(5)).map(([path, { data }]) => [path, [...data]]));
  const losses: number[] = [];
  const onBatchEnd = (_: number, logs: () => Record<string, number>): void => void losses.push(logs()['loss']!);
  await model.fit(x, y, { epochs: 3, batchSize: 16, verbose: 0, callbacks: [{ onBatchEnd }] });
  const weights = bits(await model.getWeights());
  await model.dispose();
  return { masks, initial, losses, weights };
}

function bits(values: Readonly<Record<string, TensorData>>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(values).map(([path, { data }]) => [path, [...new Uint32Array(Float32Array.from(data).buffer)]]),
  );
}
