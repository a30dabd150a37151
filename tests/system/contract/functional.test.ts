/** A model out of layers that were called on inputs, everywhere: branches, a shared layer, a model in it. */
import {
  Add,
  BatchNormalization,
  Concatenate,
  Conv1D,
  Dense,
  Dropout,
  Flatten,
  input,
  model,
  Reshape,
  sequential,
  type Functional,
  type Tensor,
} from '@bernoulli/api';
import { describe, it } from 'vitest';
import { everywhere, expectExport, expectResume, expectSameMasks, waves, type Subject } from './laws.ts';

function branches(): Functional<Tensor> {
  const x = input({ shape: [12] });
  const dense = new Dense({ units: 12, activation: 'tanh' });
  const dropout = new Dropout({ rate: 0.3 });
  const twice = dropout.apply(dense.apply(dropout.apply(dense.apply(x))));
  const block = sequential([new BatchNormalization(), new Dropout({ rate: 0.2 })], { name: 'block' });
  const wide = new Conv1D({ filters: 3, kernelSize: 3 }).apply(new Reshape({ targetShape: [6, 2] }).apply(x));
  const joined = new Concatenate().apply(block.apply(new Add().apply(x, twice)), new Flatten().apply(wide));
  return model(x, new Dense({ units: 1 }).apply(joined), { name: 'net' });
}

const x = waves(20, 12);
const subject: Subject<Functional<Tensor>> = {
  make: branches,
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 4 },
  row: [12],
  x,
  y: x.map((row) => [row[0]! * row[7]!]),
};

describe.each(everywhere)('a functional model on %s', (name) => {
  it('resumes bit for bit, is exported, and draws what cpu() draws', async () => {
    const net = await expectResume(subject, name);
    await expectExport(net, x);
    await net.dispose();
    await expectSameMasks(subject, name);
  });
});
