/** A network of convolutions in training, everywhere: norms, pooling, dropout, a way down and a way up again. */
import {
  AveragePooling2D,
  BatchNormalization,
  Conv1D,
  Conv2D,
  Conv2DTranspose,
  Dense,
  Dropout,
  Flatten,
  GlobalAveragePooling1D,
  MaxPooling2D,
  Model,
  Reshape,
  SeparableConv2D,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backendOf, everywhere, expectExport, expectResume, expectSameMasks, waves, type Subject } from './laws.ts';

class Net extends Model {
  readonly image = new Reshape({ targetShape: [6, 6, 1] });
  readonly first = new Conv2D({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' });
  readonly pool = new MaxPooling2D();
  readonly second = new Conv2D({ filters: 4, kernelSize: 2, groups: 2, useBias: false });
  readonly norm = new BatchNormalization();
  readonly up = new Conv2DTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' });
  readonly mean = new AveragePooling2D({ poolSize: 3, strides: 1, padding: 'same' });
  readonly both = new SeparableConv2D({ filters: 3, kernelSize: 3, strides: 2, depthMultiplier: 2, padding: 'same' });
  readonly rows = new Reshape({ targetShape: [4, 3] });
  readonly line = new Conv1D({ filters: 4, kernelSize: 2, padding: 'causal', dilationRate: 2, activation: 'tanh' });
  readonly places = new GlobalAveragePooling1D();
  readonly flat = new Flatten();
  readonly dropout = new Dropout({ rate: 0.25 });
  readonly head = new Dense({ units: 1 });

  call(x: Tensor): Tensor {
    const small = this.pool.apply(this.first.apply(this.image.apply(x)));
    const wide = this.mean.apply(this.up.apply(this.norm.apply(this.second.apply(small))));
    const line = this.places.apply(this.line.apply(this.rows.apply(this.both.apply(wide))));
    return this.head.apply(this.dropout.apply(this.flat.apply(line)));
  }
}

const x = waves(20, 36);
const subject: Subject<Net> = {
  make: () => new Net({ name: 'net' }),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 4 },
  row: [36],
  x,
  y: x.map((row) => [row[0]! * row[7]!]),
};

describe.each(everywhere)('convolutions on %s', (name) => {
  it('resume bit for bit, draw what cpu() draws, and are exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });

  it('learn', async () => {
    const model = subject.make();
    model.compile({ ...subject.config, backend: backendOf(name) });
    const { history } = await model.fit(x, subject.y, { epochs: 40, batchSize: 10, verbose: 0 });
    expect(history['loss']!.at(-1)!).toBeLessThan(0.7 * history['loss']![0]!);
    await model.dispose();
  });
});
