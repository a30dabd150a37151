/** A block of attention in training, everywhere: dropped shares, norms, places, a residual branch. */
import {
  Add,
  Dense,
  GlobalAveragePooling1D,
  GroupedQueryAttention,
  LayerNormalization,
  Model,
  MultiHeadAttention,
  PositionEmbedding,
  Reshape,
  RMSNormalization,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backendOf, everywhere, expectExport, expectResume, expectSameMasks, waves, type Subject } from './laws.ts';

class Block extends Model {
  readonly steps = new Reshape({ targetShape: [4, 2] });
  readonly widen = new Dense({ units: 6 });
  readonly places = new PositionEmbedding({ sequenceLength: 4 });
  readonly norm = new LayerNormalization();
  readonly attention = new MultiHeadAttention({ numHeads: 2, keyDim: 3, dropout: 0.25, useCausalMask: true });
  readonly grouped = new GroupedQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, dropout: 0.25 });
  readonly rms = new RMSNormalization();
  readonly add = new Add();
  readonly mean = new GlobalAveragePooling1D();
  readonly head = new Dense({ units: 1 });

  call(x: Tensor): Tensor {
    const steps = this.widen.apply(this.steps.apply(x));
    const placed = this.add.apply(steps, this.places.apply(steps));
    const seen = this.add.apply(placed, this.attention.apply(this.norm.apply(placed)));
    return this.head.apply(this.mean.apply(this.grouped.apply(this.rms.apply(seen))));
  }
}

const x = waves(20, 8);
const subject: Subject<Block> = {
  make: () => new Block({ name: 'block' }),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 3 },
  row: [8],
  x,
  y: x.map((row) => [row[0]! * row[7]!]),
};

describe.each(everywhere)('attention on %s', (name) => {
  it('resumes bit for bit, drops what cpu() drops, and is exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });

  it('learns', async () => {
    const model = subject.make();
    model.compile({ ...subject.config, backend: backendOf(name) });
    const { history } = await model.fit(x, subject.y, { epochs: 30, batchSize: 10, verbose: 0 });
    expect(history['loss']!.at(-1)!).toBeLessThan(0.6 * history['loss']![0]!);
    await model.dispose();
  });
});
