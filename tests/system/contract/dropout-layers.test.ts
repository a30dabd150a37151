/** Kinds that hold layers or weights, join branches or leave tokens out: the same noise everywhere, resumed, exported. */
import {
  Activation,
  Attention,
  ConcreteDropout,
  Dense,
  DropKey,
  Dropout,
  FastDropout,
  LayerDrop,
  LearnedRate,
  LoRADense,
  LSTMCell,
  Masksembles,
  Model,
  MultiHeadAttention,
  MultiSampleDropout,
  PatchDropout,
  RNN,
  ShakeShake,
  VariationalDropout,
  WeightNoise,
  Zoneout,
  type Layer,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { everywhere, expectExport, expectResume, expectSameMasks, ready, waves, worst, type Subject } from './laws.ts';

const units = 4;

/** What each is made with, for rows of three tokens with four features. */
const kinds = {
  Attention: () => new Attention({ dropKey: 0.4 }),
  ConcreteDropout: () =>
    new ConcreteDropout({ layer: new Dense({ units }), weightRegularizer: 0.01, dropoutRegularizer: 0.01 }),
  FastDropout: () => new FastDropout({ units, rate: 0.4, activation: 'relu' }),
  DropKey: () => new DropKey({ rate: 0.4 }),
  LayerDrop: () => new LayerDrop({ layer: new Dense({ units, activation: 'tanh' }), rate: 0.4 }),
  LayerDropOfRows: () => new LayerDrop({ layer: new Dense({ units }), rate: 0.4, rows: 'own' }),
  LearnedRate: () =>
    new Dropout({ rate: new LearnedRate({ layer: new Dense({ units: 1 }) }), noiseShape: [null, null, 1] }),
  LoRADense: () => new LoRADense({ units, rank: 2, rate: 0.3, alpha: 4 }),
  RateOfInput: () => new Dropout({ rate: new Activation({ activation: 'sigmoid' }) }),
  Masksembles: () => new Masksembles({ masks: 3, scale: 1.5 }),
  MultiHeadAttention: () => new MultiHeadAttention({ numHeads: 2, keyDim: 2, dropout: 0.2, dropKey: 0.3 }),
  MultiSampleDropout: () => new MultiSampleDropout({ layer: new Dense({ units }), rate: 0.4, samples: 3 }),
  PatchDropout: () => new PatchDropout({ rate: 0.4, prefixTokens: 1 }),
  PatchDropoutOfBatch: () => new PatchDropout({ rate: 0.4, rows: 'shared' }),
  ShakeShake: () => new ShakeShake(),
  ShakeShakeOfBatch: () => new ShakeShake({ backward: 'even', rows: 'shared' }),
  VariationalDropout: () => new VariationalDropout({ units, klWeight: 0.01, initialLogVariance: -3 }),
  WeightNoise: () => new WeightNoise({ units, stddev: 0.3 }),
  WeightNoiseOfRows: () => new WeightNoise({ units, stddev: [0.1, 0.2, 0.3, 0], rows: 'own' }),
  Zoneout: () => new RNN({ cell: new Zoneout({ cell: new LSTMCell({ units }), rate: 0.3 }), returnSequences: true }),
} satisfies Record<string, () => Layer>;

class Net extends Model {
  readonly first = new Dense({ units: 12, activation: 'tanh' });
  readonly kind: Layer;
  readonly head = new Dense({ units: 1 });
  constructor(make: () => Layer) {
    super({ name: 'net' });
    this.kind = make();
  }
  call(x: Tensor): Tensor {
    const tokens = this.first.apply(x).reshape([null, 3, units]);
    const inputs = this.kind instanceof ShakeShake ? [tokens, tokens.square()] : [tokens];
    return this.head.apply((this.kind.apply(...inputs) as Tensor).mean(1));
  }
}

const x = waves(20, 6);
const subjectOf = (make: () => Layer): Subject<Net> => ({
  make: () => new Net(make),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 },
  row: [6],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
});

describe.each(everywhere)('on %s', (name) => {
  it.each(Object.entries(kinds))('%s resumes bit for bit, draws what cpu() draws, and is exported', async (_, make) => {
    const model = await expectResume(subjectOf(make), name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subjectOf(make), name);
  });

  it.each(Object.entries(kinds))('%s draws rows by their number, and weighs what it draws', async (_, make) => {
    const model = ready(subjectOf(make), name);
    const [all, few] = [await model.masks(3, { x }), await model.masks(3, { x: x.slice(0, 5) })];
    expect(Object.keys(all).length).toBeGreaterThan(0);
    for (const [path, mask] of Object.entries(few))
      expect(worst({ data: all[path]!.data.slice(0, mask.data.length) }, mask), path).toBeLessThanOrEqual(
        mask.dtype === 'bool' ? 0 : 1e-5,
      );
    expect(Number.isFinite(await model.logProbability(all, { x }))).toBe(true);
    const loss = await model.trainOnBatch(
      x,
      x.map((row) => [row[0]!]),
      { masks: all },
    );
    expect(Number.isFinite(loss['loss'])).toBe(true);
    await model.dispose();
  });
});
