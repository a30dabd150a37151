/** Networks out of layers that were drawn: a seed and an index give the same one again. */
import * as api from '@bernoulli/api';
import { model, type ArrayInput, type Functional, type Layer, type Module, type Tensor } from '@bernoulli/api';
import type { Random } from '../random.ts';

/** A network, and how its data is made. */
export interface RandomNetwork {
  readonly net: Functional<Tensor>;
  /** Whether it takes sequences of any length. */
  readonly open: boolean;
  /** So many rows; of so many steps, where they are open. */
  readonly data: (
    rows: number,
    steps?: number,
  ) => ArrayInput & { readonly data: Float32Array | Int32Array; readonly shape: number[] };
  /** The layers, one after the other. */
  readonly text: string;
}

const activations = ['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'softplus', 'silu', 'softsign', 'linear'] as const;
const most = { side: 12, channels: 10 };

/** What fits behind a tensor, drawn. */
type Draw = (random: Random, x: Tensor) => Module;

const anywhere: readonly Draw[] = [
  (r) => new api.Activation({ activation: r.pick(activations) }),
  (_, x) =>
    new api.PReLU({
      alphaInitializer: { className: 'Constant', config: { value: 0.2 } },
      sharedAxes: x.shape[1]! < 0 ? [1] : [],
    }),
  (r) => new api.LeakyReLU({ negativeSlope: r.next() }),
  () => new api.BatchNormalization({ momentum: 0.8 }),
  () => new api.LayerNormalization({}),
  () => new api.RMSNormalization({ epsilon: 1e-3 }),
  (r) => new api.Dropout({ rate: 0.1 + r.next() / 2 }),
  () => new api.GaussianNoise({ stddev: 0.1 }),
  () => new api.AlphaDropout({ rate: 0.2 }),
  () => new api.Rescaling({ scale: 0.7, offset: 0.1 }),
  (r) => new api.Dense({ units: 1 + r.below(8), activation: r.pick(activations) }),
  () => new api.WeightNormalization({ layer: new api.Dense({ units: 4 }) }),
  () => new api.SpectralNormalization({ layer: new api.Dense({ units: 3, activation: 'tanh' }) }),
  () => new api.Lambda((x) => x.mul(0.5).add(x.tanh())),
];

const images: readonly Draw[] = [
  (r, x) => new api.Conv2D({ filters: 2 * (1 + r.below(4)), kernelSize: window(r, x), padding: r.pick(['same', 'valid']), strides: 1 + r.below(2), activation: r.pick(activations) }),
  (r) => new api.Conv2D({ filters: 1 + r.below(6), kernelSize: 3, padding: 'same', dilationRate: 2 }),
  (r, x) => new api.Conv2D({ filters: 2 * channelsOf(x), kernelSize: [1, 2], groups: channelsOf(x), useBias: r.once(2), padding: 'same' }),
  (r, x) => new api.DepthwiseConv2D({ kernelSize: window(r, x), depthMultiplier: 1 + r.below(2), padding: 'same' }),
  (r, x) => new api.SeparableConv2D({ filters: 1 + r.below(5), kernelSize: window(r, x), padding: 'same', activation: 'relu' }),
  (r) => new api.Conv2DTranspose({ filters: 1 + r.below(4), kernelSize: 2 + r.below(2), strides: 1 + r.below(2), padding: r.pick(['same', 'valid']) }),
  (r) => new api.MaxPooling2D({ padding: 'same', poolSize: 2, strides: 1 + r.below(2) }),
  (r) => new api.AveragePooling2D({ padding: 'same', poolSize: 2 + r.below(2), strides: 2 }),
  () => new api.UpSampling2D({ interpolation: 'bilinear' }),
  () => new api.UpSampling2D({ size: [1, 2] }),
  () => new api.ZeroPadding2D({ padding: [1, [0, 1]] }),
  (r) => new api.Resizing({ height: 3 + r.below(4), width: 3 + r.below(4) }),
  () => new api.Permute({ dims: [2, 1, 3] }),
  (_, x) => new api.GroupNormalization({ groups: channelsOf(x) % 2 === 0 ? 2 : 1 }),
  () => new api.SpatialDropout2D({ rate: 0.3 }),
  () => new api.RandomFlip(),
  () => new api.RandomRotation({ factor: 0.05 }),
  () => new api.RandomTranslation({ heightFactor: 0.2, widthFactor: 0.2, fillMode: 'constant' }),
  (_, x) => new api.Reshape({ targetShape: [x.shape[1]! * x.shape[2]!, channelsOf(x)] }),
  () => new api.TimeDistributed({ layer: new api.Conv1D({ filters: 3, kernelSize: 2, padding: 'same' }) as Layer }),
]; // prettier-ignore

const sequences: readonly Draw[] = [
  (r, x) => new api.Conv1D({ filters: 1 + r.below(6), kernelSize: Math.min(3, x.shape[1]!), padding: r.pick(['same', 'valid', 'causal']), activation: r.pick(activations) }),
  (_, x) => new api.SeparableConv1D({ filters: 4, kernelSize: Math.min(2, x.shape[1]!) }),
  (r) => new api.Conv1DTranspose({ filters: 2, kernelSize: 2, strides: 1 + r.below(2) }),
  () => new api.MaxPooling1D({ padding: 'same' }),
  (r) => new api.LSTM({ units: 1 + r.below(5), returnSequences: true }),
  (r) => new api.GRU({ units: 1 + r.below(5), returnSequences: true, resetAfter: r.once(2), dropout: 0.2 }),
  () => new api.SimpleRNN({ units: 3, returnSequences: true, recurrentDropout: 0.2 }),
  () => new api.Bidirectional({ layer: new api.GRU({ units: 2, returnSequences: true }) }),
  (r) => new api.MultiHeadAttention({ numHeads: 1 + r.below(3), keyDim: 1 + r.below(4), useCausalMask: r.once(2), dropout: 0.1 }),
  () => new api.GroupedQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 }),
  (_, x) => new api.PositionEmbedding({ sequenceLength: x.shape[1]! }),
  () => new api.SpatialDropout1D({ rate: 0.3 }),
  () => new api.TokenDropout({ rate: 0.3 }),
  () => new api.TimeDistributed({ layer: new api.Dense({ units: 3, activation: 'tanh' }) as Layer }),
  () => new api.EinsumDense({ equation: 'abc,cd->abd', outputShape: [null, 4], biasAxes: 'd' }),
  () => new api.Softmax({ axis: 1 }),
  () => new api.Permute({ dims: [2, 1] }),
  () => new api.UnitNormalization({}),
  () => new api.Cropping1D({ cropping: [0, 1] }),
]; // prettier-ignore

/** What a sequence of any length may pass through. */
const ofAnyLength: readonly Draw[] = [
  (r) => new api.LSTM({ units: 1 + r.below(5), returnSequences: true, goBackwards: r.once(3) }),
  (r) => new api.GRU({ units: 1 + r.below(5), returnSequences: true, resetAfter: r.once(2), dropout: 0.2 }),
  () => new api.SimpleRNN({ units: 3, returnSequences: true, recurrentDropout: 0.2 }),
  () => new api.RNN({ cell: new api.LSTMCell({ units: 3 }), returnSequences: true }),
  () => new api.Bidirectional({ layer: new api.GRU({ units: 2, returnSequences: true }) }),
  (r) => new api.MultiHeadAttention({ numHeads: 1 + r.below(3), keyDim: 1 + r.below(4), useCausalMask: r.once(2), dropout: 0.1 }),
  (r) => new api.GroupedQueryAttention({ headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, useCausalMask: r.once(2) }),
  () => new api.PositionEmbedding({ sequenceLength: 9 }),
  (r) => new api.Conv1D({ filters: 1 + r.below(6), kernelSize: 3, padding: r.pick(['same', 'causal']), activation: r.pick(activations) }),
  () => new api.TimeDistributed({ layer: new api.Dense({ units: 3, activation: 'tanh' }) as Layer }),
  () => new api.EinsumDense({ equation: 'abc,cd->abd', outputShape: [null, 4], biasAxes: 'd' }),
  () => new api.Softmax({ axis: 1 }),
  () => new api.SpatialDropout1D({ rate: 0.3 }),
  () => new api.UnitNormalization({}),
]; // prettier-ignore

/** What such a sequence ends in. */
const endings: readonly Draw[] = [
  (r) => new api.LSTM({ units: 3, goBackwards: r.once(2) }),
  () => new api.Bidirectional({ layer: new api.SimpleRNN({ units: 2 }) }),
  () => new api.GlobalMaxPooling1D(),
];

const flat: readonly Draw[] = [
  (r) => new api.Dense({ units: 2 * (1 + r.below(6)), activation: r.pick(activations) }),
  () => new api.RepeatVector({ n: 3 }),
  (_, x) => new api.Reshape({ targetShape: [channelsOf(x), 1] }),
  () => new api.DropConnect({ units: 6, rate: 0.3 }),
];

function channelsOf(x: Tensor): number {
  return x.shape.at(-1)!;
}

function window(random: Random, x: Tensor): number {
  return 1 + random.below(Math.min(3, x.shape[1]!, x.shape[2]!));
}

/** Of a tensor that has grown too large, a smaller one. */
function tamed(x: Tensor): Module | undefined {
  if (channelsOf(x) > most.channels) return new api.Dense({ units: 4 });
  if (!x.shape.slice(1, -1).some((n) => n > most.side)) return undefined;
  if (x.rank === 4) return new api.Resizing({ height: 4, width: 5 });
  return new api.Cropping1D({ cropping: [0, x.shape[1]! - 6] });
}

const byRank: Readonly<Record<number, readonly Draw[]>> = { 2: flat, 3: sequences, 4: images };

/** Layers of a kind that fit, or that anything fits before. */
function layerFor(random: Random, x: Tensor): Module {
  const large = tamed(x);
  if (large !== undefined) return large;
  if (x.shape[1]! < 0) return random.pick(random.next() < 0.7 ? ofAnyLength : anywhere)(random, x);
  const own = byRank[x.rank]!.filter((_, i) => !(x.rank === 3 && x.shape[1]! < 3 && i >= sequences.length - 1));
  return random.pick(random.next() < 0.65 ? own : anywhere)(random, x);
}

export function randomNetwork(random: Random, open = false): RandomNetwork {
  const kind = open ? random.pick([1, 3]) : random.below(4);
  const words = kind === 3;
  const row = [[6], [5, 3], [5, 6, 2], [5]][kind]!;
  const x = api.input({ shape: open ? [null, ...row.slice(1)] : row, dtype: words ? 'i32' : 'f32' });
  const names: string[] = [];
  const apply = (layer: Module, ...inputs: Tensor[]): Tensor => {
    const y = layer.apply(...inputs) as Tensor;
    names.push(`${layer.className} ${inputs[0]!.shape.slice(1).join('×')} → ${y.shape.slice(1).join('×')}`);
    return y;
  };
  let value = words ? apply(new api.Embedding({ inputDim: 7, outputDim: 4 }), x) : x;
  for (let i = 4 + random.below(4); i > 0; i--) {
    const before = value;
    value = apply(layerFor(random, value), value);
    // A shortcut, where it fits; or two ways beside each other.
    if (before.shape.join() === value.shape.join() && (random.once(2) || names.at(-1)!.startsWith('PositionEmbedding')))
      value = apply(new (random.pick([api.Add, api.Multiply, api.Maximum, api.Subtract]))(), value, before);
    else if (random.once(5)) value = apply(new api.Concatenate(), value, apply(new api.Activation({ activation: 'tanh' }), value)); // prettier-ignore
  }
  if (open) value = apply(random.pick(endings)(random, value), value);
  if (value.rank > 2)
    value = apply(value.rank === 4 && random.once(2) ? new api.GlobalAveragePooling2D() : new api.Flatten(), value);
  const y = apply(new api.Dense({ units: 2 }), value);
  const net = model(x, y, { name: 'net' });
  const data = (rows: number, steps = row[0]!): ReturnType<RandomNetwork['data']> => {
    const shape = [rows, steps, ...row.slice(1)];
    const count = shape.reduce((n, size) => n * size, 1);
    const values = Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + 0.3) + Math.cos(0.37 * i * i));
    return {
      shape,
      data: words ? Int32Array.from(values, (v) => Math.floor(3.4 + 1.7 * v)) : Float32Array.from(values),
    };
  };
  return { net, open, data, text: names.join(', ') };
}
