/** A layer says what it was told, with its defaults, and is made again from that. */
import * as api from '@bernoulli/api';
import { Dense, EarlyStopping, layerFromConfig, ModelCheckpoint } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import * as layers from '../src/layers/classes.ts';

const zeros = { className: 'Zeros', config: {} };
const dense = {
  units: 3,
  activation: 'linear',
  useBias: true,
  kernelInitializer: { className: 'GlorotUniform', config: {} },
  biasInitializer: zeros,
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
};

const cases: readonly [className: string, given: object, stored: object][] = [
  ['Activation', { activation: 'hard_sigmoid' }, { activation: 'hardSigmoid' }],
  ['Add', {}, {}],
  ['Concatenate', {}, { axis: -1 }],
  ['Concatenate', { axis: 1 }, { axis: 1 }],
  ['Dense', { units: 3 }, dense],
  [
    'Dense',
    { units: 3, useBias: false, kernelInitializer: 'zeros', kernelRegularizer: 'l2', biasConstraint: 'nonNeg' },
    {
      ...dense,
      useBias: false,
      kernelInitializer: zeros,
      kernelRegularizer: { className: 'L2', config: { l2: 0.01 } },
      biasConstraint: { className: 'NonNeg', config: {} },
    },
  ],
  ['Dropout', { rate: 0.5 }, { rate: 0.5 }],
  ['Dropout', { rate: [0.5, 0.1], noiseShape: [1, null] }, { rate: [0.5, 0.1], noiseShape: [1, null] }],
  ['Flatten', {}, {}],
  ['Reshape', { targetShape: [2, -1] }, { targetShape: [2, -1] }],
];

const ones = { className: 'Ones', config: {} };
const glorot = { className: 'GlorotUniform', config: {} };
const scaled = {
  center: true,
  scale: true,
  betaInitializer: zeros,
  gammaInitializer: ones,
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
};
const heads = {
  dropout: 0,
  dropKey: 0,
  useBias: true,
  kernelInitializer: glorot,
  biasInitializer: zeros,
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
  useCausalMask: false,
  returnAttentionScores: false,
};

const output = {
  activation: 'linear',
  useBias: true,
  biasInitializer: zeros,
  biasRegularizer: null,
  biasConstraint: null,
};
const kernel = { kernelInitializer: glorot, kernelRegularizer: null, kernelConstraint: null };
const window = { kernelSize: 3, strides: 1, padding: 'valid', dilationRate: 1 };
const depthwise = {
  depthMultiplier: 1,
  depthwiseInitializer: glorot,
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
};
const pointwise = { pointwiseInitializer: glorot, pointwiseRegularizer: null, pointwiseConstraint: null };
const convolutions: typeof cases = [
  ...[1, 2, 3].flatMap((n): typeof cases => [
    [`Conv${n}D`, { filters: 2, kernelSize: 3 }, { filters: 2, ...window, groups: 1, ...kernel, ...output }],
    [
      `Conv${n}DTranspose`,
      { filters: 2, kernelSize: 3, outputPadding: 0 },
      { filters: 2, ...window, outputPadding: 0, ...kernel, ...output },
    ],
    [`MaxPooling${n}D`, {}, { poolSize: 2, strides: null, padding: 'valid' }],
    [`AveragePooling${n}D`, { poolSize: 3, strides: 2 }, { poolSize: 3, strides: 2, padding: 'valid' }],
  ]),
  ...[1, 2].flatMap((n): typeof cases => [
    [`DepthwiseConv${n}D`, { kernelSize: 3 }, { ...window, ...depthwise, ...output }],
    [
      `SeparableConv${n}D`,
      { filters: 2, kernelSize: 3 },
      { filters: 2, ...window, ...depthwise, ...pointwise, ...output },
    ],
  ]),
];

const units = {
  units: 3,
  activation: 'tanh',
  useBias: true,
  kernelInitializer: glorot,
  recurrentInitializer: { className: 'Orthogonal', config: { gain: 1 } },
  biasInitializer: zeros,
  kernelRegularizer: null,
  recurrentRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  recurrentConstraint: null,
  biasConstraint: null,
  dropout: 0,
  recurrentDropout: 0,
};
const loop = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  zeroOutputForMask: false,
};
const gru = { ...units, recurrentActivation: 'sigmoid', resetAfter: true };
const lstm = { ...units, recurrentActivation: 'sigmoid', unitForgetBias: true };
const { units: _, ...conv } = lstm;
const recurrent: typeof cases = [
  ['SimpleRNNCell', { units: 3 }, units],
  ['GRUCell', { units: 3, resetAfter: false }, { ...gru, resetAfter: false }],
  ['LSTMCell', { units: 3, recurrentActivation: 'hardSigmoid' }, { ...lstm, recurrentActivation: 'hardSigmoid' }],
  ['SimpleRNN', { units: 3, dropout: 0.5 }, { ...units, ...loop, dropout: 0.5 }],
  [
    'SimpleRNN',
    { units: 3, dropout: [0.1, 0.5], recurrentDropout: new api.LearnedRate({ perUnit: true }) },
    {
      ...units,
      ...loop,
      dropout: [0.1, 0.5],
      recurrentDropout: { className: 'LearnedRate', config: new api.LearnedRate({ perUnit: true }).getConfig() },
    },
  ],
  [
    'GRU',
    { units: 3, returnSequences: true, stateful: true },
    { ...gru, ...loop, returnSequences: true, stateful: true },
  ],
  ['LSTM', { units: 3, unitForgetBias: false }, { ...lstm, ...loop, unitForgetBias: false }],
  ...[1, 2, 3].map((n): (typeof cases)[number] => [
    `ConvLSTM${n}D`,
    { filters: 3, kernelSize: 2, padding: 'same' },
    { ...conv, ...loop, ...window, filters: 3, kernelSize: 2, padding: 'same' },
  ]),
  [
    'RNN',
    { cell: new api.GRUCell({ units: 3 }), goBackwards: true },
    { cell: { className: 'GRUCell', config: gru }, ...loop, goBackwards: true },
  ],
  [
    'StackedRNNCells',
    { cells: [new api.GRUCell({ units: 3 }), new api.SimpleRNNCell({ units: 3 })] },
    {
      cells: [
        { className: 'GRUCell', config: gru },
        { className: 'SimpleRNNCell', config: units },
      ],
    },
  ],
  [
    'RNN',
    { cell: [new api.GRUCell({ units: 3 })] },
    { cell: { className: 'StackedRNNCells', config: { cells: [{ className: 'GRUCell', config: gru }] } }, ...loop },
  ],
  [
    'Zoneout',
    { cell: new api.GRUCell({ units: 3 }), rate: 0.1 },
    { cell: { className: 'GRUCell', config: gru }, rate: 0.1 },
  ],
  [
    'Bidirectional',
    { layer: new api.LSTM({ units: 3 }) },
    { layer: { className: 'LSTM', config: { ...lstm, ...loop } }, mergeMode: 'concat' },
  ],
  [
    'Bidirectional',
    { layer: new api.GRU({ units: 3 }), backwardLayer: new api.GRU({ units: 3, goBackwards: true }), mergeMode: null },
    {
      layer: { className: 'GRU', config: { ...gru, ...loop } },
      backwardLayer: { className: 'GRU', config: { ...gru, ...loop, goBackwards: true } },
      mergeMode: null,
    },
  ],
  [
    'TimeDistributed',
    { layer: new api.Bidirectional({ layer: new api.SimpleRNN({ units: 3 }) }) },
    {
      layer: {
        className: 'Bidirectional',
        config: { layer: { className: 'SimpleRNN', config: { ...units, ...loop } }, mergeMode: 'concat' },
      },
    },
  ],
];

const sampling = { fillMode: 'reflect', interpolation: 'bilinear', fillValue: 0 };

const more: typeof cases = [
  ...convolutions,
  ...recurrent,
  [
    'AdditiveAttention',
    {},
    { useScale: true, dropout: 0, dropKey: 0, useCausalMask: false, returnAttentionScores: false },
  ],
  ['CenterCrop', { height: 3, width: 4 }, { height: 3, width: 4 }],
  [
    'Normalization',
    { axis: [1, 2], mean: [1, 2], variance: [3, 4] },
    { axis: [1, 2], mean: [1, 2], variance: [3, 4], invert: false },
  ],
  ['Normalization', { axis: null }, { axis: null, mean: null, variance: null, invert: false }],
  ['RandomBrightness', { factor: 0.2 }, { factor: 0.2, valueRange: [0, 255] }],
  ['RandomContrast', { factor: [0.2, 0.5], valueRange: [0, 1] }, { factor: [0.2, 0.5], valueRange: [0, 1] }],
  ['RandomCrop', { height: 3, width: 4 }, { height: 3, width: 4 }],
  ['RandomFlip', {}, { mode: 'horizontalAndVertical' }],
  ['RandomRotation', { factor: 0.1 }, { factor: 0.1, ...sampling }],
  [
    'RandomTranslation',
    { heightFactor: 0.1, widthFactor: [-0.2, 0], fillMode: 'wrap' },
    { heightFactor: 0.1, widthFactor: [-0.2, 0], ...sampling, fillMode: 'wrap' },
  ],
  ['RandomZoom', { heightFactor: 0.1 }, { heightFactor: 0.1, widthFactor: null, ...sampling }],
  [
    'Resizing',
    { height: 3, width: 4, cropToAspectRatio: true },
    {
      height: 3,
      width: 4,
      interpolation: 'bilinear',
      cropToAspectRatio: true,
      padToAspectRatio: false,
      fillValue: 0,
    },
  ],
  [
    'SpectralNormalization',
    { layer: new Dense({ units: 3 }) },
    { layer: { className: 'Dense', config: dense }, powerIterations: 1 },
  ],
  [
    'WeightNormalization',
    { layer: new Dense({ units: 3 }) },
    { layer: { className: 'Dense', config: dense }, lengthInitializer: ones },
  ],
  [
    'Attention',
    { scoreMode: 'concat', dropout: 0.1, dropKey: api.schedules.early({ value: 0.2, steps: 9 }) },
    {
      useScale: false,
      scoreMode: 'concat',
      dropout: 0.1,
      dropKey: { className: 'early', config: { value: 0.2, steps: 9, falling: false } },
      useCausalMask: false,
      returnAttentionScores: false,
    },
  ],
  ['Average', {}, {}],
  [
    'BatchNormalization',
    { momentum: 0.9, betaInitializer: 'ones' },
    {
      axis: -1,
      momentum: 0.9,
      epsilon: 1e-3,
      ...scaled,
      betaInitializer: ones,
      movingMeanInitializer: zeros,
      movingVarianceInitializer: ones,
    },
  ],
  ['Cropping1D', {}, { cropping: 1 }],
  ['Cropping2D', { cropping: [1, [0, 2]] }, { cropping: [1, [0, 2]] }],
  ['Cropping3D', {}, { cropping: 1 }],
  ['AlphaDropout', { rate: 0.1, noiseShape: [null, 1] }, { rate: 0.1, noiseShape: [null, 1] }],
  ['DropBlock2D', { rate: 0.1 }, { rate: 0.1, blockSize: 7 }],
  ['ActivityRegularization', { l1: 0.1 }, { l1: 0.1, l2: 0 }],
  ['Cutout', { rate: 1, size: [2, 3] }, { rate: 1, size: [2, 3] }],
  ['DropBlock1D', { rate: 0.1, blockSize: 3 }, { rate: 0.1, blockSize: 3 }],
  [
    'LoRADense',
    { units: 3, rank: 2 },
    { ...dense, rank: 2, rate: 0, loraInitializer: { className: 'HeUniform', config: {} } },
  ],
  ['MaxDropout', { rate: 0.1 }, { rate: 0.1 }],
  ['NEFTuneNoise', { alpha: 5 }, { alpha: 5 }],
  ['ShakeDrop', { rate: 0.5, beta: [0, 0.5] }, { rate: 0.5, alpha: [-1, 1], beta: [0, 0.5] }],
  ['Standout', { beta: 2 }, { alpha: 1, beta: 2 }],
  ['WeightNoise', { units: 3, stddev: 0.1 }, { ...dense, stddev: 0.1, rows: 'shared' }],
  ['WordDropout', { rate: 0.1, unknown: 1 }, { rate: 0.1, unknown: 1 }],
  [
    'ConcreteDropout',
    { layer: new api.Flatten(), dropoutRegularizer: 0.01 },
    {
      layer: { className: 'Flatten', config: {} },
      weightRegularizer: 1e-6,
      dropoutRegularizer: 0.01,
      initialRate: 0.1,
      perUnit: false,
      temperature: 0.1,
    },
  ],
  [
    'LearnedRate',
    { initialRate: 0.2, perUnit: true },
    { initialRate: 0.2, dropoutRegularizer: 1e-5, perUnit: true, temperature: 0.1 },
  ],
  [
    'VariationalDropout',
    { units: 3, klWeight: 0.001 },
    { ...dense, klWeight: 0.001, threshold: 3, initialLogVariance: -10 },
  ],
  ['Dropout', { rate: 0.1, shareRows: 16 }, { rate: 0.1, shareRows: 16 }],
  ['FastDropout', { units: 3, rate: [0.1, 0.2] }, { ...dense, rate: [0.1, 0.2] }],
  ['DropKey', { rate: 0.1, every: 5 }, { rate: 0.1, every: 5 }],
  ['Dropout', { rate: 0.1, every: Infinity }, { rate: 0.1, every: 'Infinity' }],
  [
    'LayerDrop',
    { layer: new api.Flatten(), rate: 0.2 },
    { layer: { className: 'Flatten', config: {} }, rate: 0.2, rows: 'shared' },
  ],
  ['Masksembles', { masks: 8 }, { masks: 8, scale: 2 }],
  [
    'MultiSampleDropout',
    { layer: new api.Flatten(), rate: 0.2 },
    { layer: { className: 'Flatten', config: {} }, rate: 0.2, samples: 8 },
  ],
  ['PatchDropout', { rate: 0.5 }, { rate: 0.5, prefixTokens: 0, rows: 'own' }],
  ['ShakeShake', {}, { forward: 'shake', backward: 'shake', rows: 'own' }],
  ['DropConnect', { units: 3, rate: 0.5 }, { ...dense, rate: 0.5, rows: 'shared' }],
  ['DropPath', { rate: 0.1 }, { rate: 0.1 }],
  ['FeatureAlphaDropout', { rate: [0.1, 0.2] }, { rate: [0.1, 0.2] }],
  ['GaussianDropout', { rate: 0.1 }, { rate: 0.1 }],
  ['GaussianNoise', { stddev: 2 }, { stddev: 2 }],
  ['SpatialDropout1D', { rate: 0.1 }, { rate: 0.1 }],
  ['SpatialDropout2D', { rate: [0.1, 0.2] }, { rate: [0.1, 0.2] }],
  ['SpatialDropout3D', { rate: 0.1 }, { rate: 0.1 }],
  ['TokenDropout', { rate: 0.1 }, { rate: 0.1 }],
  ['UniformNoise', { limit: 0.5 }, { limit: 0.5 }],
  ['Dot', { axes: [2, 1] }, { axes: [2, 1], normalize: false }],
  ['ELU', {}, { alpha: 1 }],
  [
    'EinsumDense',
    { equation: 'ab,bc->ac', outputShape: 3 },
    {
      equation: 'ab,bc->ac',
      outputShape: 3,
      activation: 'linear',
      biasAxes: null,
      kernelInitializer: glorot,
      biasInitializer: zeros,
      kernelRegularizer: null,
      biasRegularizer: null,
      kernelConstraint: null,
      biasConstraint: null,
    },
  ],
  [
    'Embedding',
    { inputDim: 9, outputDim: 2 },
    {
      inputDim: 9,
      outputDim: 2,
      embeddingsInitializer: { className: 'RandomUniform', config: { minval: -0.05, maxval: 0.05 } },
      embeddingsRegularizer: null,
      embeddingsConstraint: null,
      maskZero: false,
    },
  ],
  ['GlobalAveragePooling1D', {}, { keepdims: false }],
  ['GlobalAveragePooling2D', { keepdims: true }, { keepdims: true }],
  ['GlobalAveragePooling3D', {}, { keepdims: false }],
  ['GlobalMaxPooling1D', {}, { keepdims: false }],
  ['GlobalMaxPooling2D', {}, { keepdims: false }],
  ['GlobalMaxPooling3D', {}, { keepdims: false }],
  ['GroupNormalization', { groups: -1 }, { groups: -1, axis: -1, epsilon: 1e-3, ...scaled }],
  [
    'GroupedQueryAttention',
    { headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2 },
    { headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, ...heads },
  ],
  ['LayerNormalization', { axis: [1, 2] }, { axis: [1, 2], epsilon: 1e-3, ...scaled }],
  ['LeakyReLU', {}, { negativeSlope: 0.3 }],
  ['Masking', {}, { maskValue: 0 }],
  ['Maximum', {}, {}],
  ['Minimum', {}, {}],
  [
    'MultiHeadAttention',
    { numHeads: 2, keyDim: 3, useCausalMask: true },
    { numHeads: 2, keyDim: 3, valueDim: null, outputShape: null, ...heads, useCausalMask: true },
  ],
  ['Multiply', {}, {}],
  [
    'PReLU',
    { sharedAxes: [1] },
    { alphaInitializer: zeros, alphaRegularizer: null, alphaConstraint: null, sharedAxes: [1] },
  ],
  ['Permute', { dims: [2, 1] }, { dims: [2, 1] }],
  ['PositionEmbedding', { sequenceLength: 8 }, { sequenceLength: 8, initializer: glorot }],
  ['RMSNormalization', {}, { axis: -1, epsilon: 1e-6 }],
  ['ReLU', { maxValue: 6 }, { maxValue: 6, negativeSlope: 0, threshold: 0 }],
  ['RepeatVector', { n: 3 }, { n: 3 }],
  ['Rescaling', { scale: 0.5 }, { scale: 0.5, offset: 0 }],
  ['Softmax', { axis: [1, 2] }, { axis: [1, 2] }],
  ['Subtract', {}, {}],
  ['UnitNormalization', {}, { axis: -1 }],
  ['UpSampling1D', {}, { size: 2 }],
  ['UpSampling2D', { size: [2, 3], interpolation: 'bilinear' }, { size: [2, 3], interpolation: 'bilinear' }],
  ['UpSampling3D', {}, { size: 2 }],
  ['ZeroPadding1D', { padding: [1, 0] }, { padding: [1, 0] }],
  ['ZeroPadding2D', {}, { padding: 1 }],
  ['ZeroPadding3D', { padding: [1, 2, [0, 3]] }, { padding: [1, 2, [0, 3]] }],
];

it('has a row for every layer', () => {
  const rows = new Set([...cases, ...more].map(([className]) => className));
  expect(Object.keys(layers).filter((className) => !rows.has(className))).toEqual([]);
});

describe.each([...cases, ...more])('%s of %j', (className, given, stored) => {
  it.each([{}, { name: 'mine' }])('with %j', (name) => {
    const Class = api[className as 'Dense'];
    const config = new Class({ ...given, ...name } as never).getConfig();
    expect(config).toStrictEqual({ ...stored, ...name });
    const again = layerFromConfig(JSON.parse(JSON.stringify({ className, config })));
    expect([again.className, again.getConfig()]).toStrictEqual([className, config]);
  });
});

describe('a setting that does not hold', () => {
  it.each([
    [() => new Dense({ units: 0 }), 'Dense: units must be a whole number from 1 up. Received 0.'],
    [() => new Dense({} as never), 'Dense: units must be a whole number from 1 up. Received undefined.'],
    [() => new Dense({ units: 1, useBias: 1 as never }), 'Dense: useBias must be true or false. Received 1.'],
    [() => new Dense({ units: 1, activaton: 'relu' } as never), /no setting "activaton".* Did you mean activation\?$/],
    [() => new api.Activation({} as never), 'Activation: activation must be an activation, or its name.'],
    [() => new api.Concatenate({ axis: 0 }), 'Concatenate: axis must be a whole number other than 0, the batch.'],
    [
      () => new api.Reshape({ targetShape: [-1, -1] }),
      'Reshape: targetShape must hold at most 63 whole numbers from 1 up, or −1 once',
    ],
    [() => new api.Reshape({} as never), 'Reshape: targetShape must hold at most 63 whole numbers'],
    [
      () => new EarlyStopping({ patience: -1 }),
      'EarlyStopping: patience must be a whole number from 0 up. Received -1.',
    ],
    [() => new EarlyStopping({ mode: 'best' as never }), 'mode must be one of auto, min, max. Received "best".'],
    [() => new EarlyStopping({ patiense: 3 } as never), /no setting "patiense".* Did you mean patience\?$/],
    [() => new ModelCheckpoint({} as never), 'ModelCheckpoint: save must be a function. Received undefined.'],
  ])('is refused: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
