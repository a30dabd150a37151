/** Kinds that hold layers or weights, join branches or leave tokens out, and what each is made with, for rows of three tokens. */
import {
  Activation,
  Attention,
  ConcreteDropout,
  Dense,
  DropKey,
  Dropout,
  FastDropout,
  GaussianNoise,
  LayerDrop,
  LearnedRate,
  LoRADense,
  LSTMCell,
  Masksembles,
  MultiHeadAttention,
  MultiSampleDropout,
  PatchDropout,
  RNN,
  ShakeShake,
  VariationalDropout,
  WeightNoise,
  Zoneout,
  type Layer,
} from '@bernoulli/api';

/** Features of a token. */
export const UNITS = 4;
const units = UNITS;

/** `ShakeShake` joins two inputs, the others take one. */
export const drawingLayers = {
  Attention: () => new Attention({ dropKey: 0.4 }),
  ConcreteDropout: () =>
    new ConcreteDropout({ layer: new Dense({ units }), weightRegularizer: 0.01, dropoutRegularizer: 0.01 }),
  FastDropout: () => new FastDropout({ units, rate: 0.4, activation: 'relu' }),
  DropKey: () => new DropKey({ rate: 0.4 }),
  DropKeyLearned: () => new DropKey({ rate: new LearnedRate({ temperature: 0.5 }) }),
  DropKeyOfInput: () => new DropKey({ rate: new Activation({ activation: 'sigmoid' }) }),
  LayerDrop: () => new LayerDrop({ layer: new Dense({ units, activation: 'tanh' }), rate: 0.4 }),
  LayerDropOfRows: () => new LayerDrop({ layer: new Dense({ units }), rate: 0.4, rows: 'own' }),
  LearnedRate: () =>
    new Dropout({ rate: new LearnedRate({ layer: new Dense({ units: 1 }) }), noiseShape: [null, null, 1] }),
  RateOfInput: () => new Dropout({ rate: new Activation({ activation: 'sigmoid' }) }),
  LoRADense: () => new LoRADense({ units, rank: 2, rate: 0.3, alpha: 4 }),
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
  StrengthOfInput: () => new GaussianNoise({ stddev: new Dense({ units: 1, activation: 'softplus' }) }),
  ZoneoutLearned: () =>
    new RNN({ cell: new Zoneout({ cell: new LSTMCell({ units }), rate: new LearnedRate() }), returnSequences: true }),
  ZoneoutOfInput: () =>
    new RNN({
      cell: new Zoneout({ cell: new LSTMCell({ units }), rate: new Activation({ activation: 'sigmoid' }) }),
      returnSequences: true,
    }),
  Zoneout: () => new RNN({ cell: new Zoneout({ cell: new LSTMCell({ units }), rate: 0.3 }), returnSequences: true }),
} satisfies Record<string, () => Layer>;
