/** Recurrent networks in training, everywhere: all kinds, with noise, masks, states that are handed on. */
import {
  Bidirectional,
  Dense,
  Dropout,
  GRU,
  LSTM,
  LSTMCell,
  Model,
  Reshape,
  RNN,
  schedules,
  SimpleRNN,
  TimeDistributed,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backendOf, everywhere, expectExport, expectResume, expectSameMasks, waves, type Subject } from './laws.ts';

class Net extends Model {
  readonly sequence = new Reshape({ targetShape: [6, 3] });
  readonly each = new TimeDistributed({ layer: new Dropout({ rate: 0.25 }) });
  readonly both = new Bidirectional({
    layer: new GRU({ units: 4, returnSequences: true, dropout: 0.25, recurrentDropout: 0.25 }),
  });
  readonly features = new TimeDistributed({ layer: new Dense({ units: 4, activation: 'tanh' }) });
  readonly encoder = new LSTM({ units: 4, returnState: true, recurrentDropout: 0.25 });
  readonly decoder = new RNN({ cell: new LSTMCell({ units: 4, dropout: 0.25 }), returnSequences: true });
  readonly last = new SimpleRNN({
    units: 4,
    goBackwards: true,
    dropout: schedules.linear({ from: 0.1, to: 0.4, steps: 6 }),
  });
  readonly head = new Dense({ units: 1 });

  call(x: Tensor): Tensor {
    const sequence = this.sequence.apply(x);
    const present = sequence.max(-1).greater(-0.9);
    const features = this.features.apply(this.both.apply(this.each.apply(sequence), present));
    const { hidden, carry } = this.encoder.apply(features, present);
    return this.head.apply(this.last.apply(this.decoder.apply(features, hidden, carry)));
  }
}

const x = waves(20, 18);
const subject: Subject<Net> = {
  make: () => new Net({ name: 'net' }),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 4 },
  row: [18],
  x,
  y: x.map((row) => [row[0]! * row[7]!]),
};

describe.each(everywhere)('recurrent layers on %s', (name) => {
  it('resume bit for bit, draw what cpu() draws, and are exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });

  it('learn', async () => {
    const model = subject.make();
    model.compile({ ...subject.config, backend: backendOf(name) });
    const { history } = await model.fit(x, subject.y, { epochs: 30, batchSize: 10, verbose: 0 });
    expect(history['loss']!.at(-1)!).toBeLessThan(0.9 * history['loss']![0]!);
    await model.dispose();
  });
});
