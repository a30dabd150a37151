/** docs/dropout.md: every kind of dropout with its law and its paper, and what its graphs hold in training and in inference. */
import { Activation, Dense, Lambda, layerFromConfig, LearnedRate, SimpleRNNCell } from '../src/layers/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace } from '../src/tracing/trace.ts';

/** Kinds that are fully connected layers. */
const withWeights = ['DropConnect', 'WeightNoise', 'FastDropout', 'LoRADense', 'VariationalDropout'];

/** Kinds that stand among the layers, and come last. */
export const amongLayers = ['Zoneout', ...withWeights];

const layer = new Activation({ activation: 'linear' });
const rate = { rate: 0.25 };
const units = { units: 64 };
const sequence = [32, 16, 64];
const image = [32, 16, 16, 64];

/**
 * How each kind is traced: its configuration, the shape of its input, and how many inputs it has.
 *
 * @type {Record<string, { config?: Record<string, unknown>; shape?: readonly number[]; inputs?: number }>}
 */
const samples = {
  Dropout: { config: rate },
  GaussianDropout: { config: rate },
  GaussianNoise: { config: { stddev: 0.1 } },
  UniformNoise: { config: { limit: 0.1 } },
  AlphaDropout: { config: rate },
  FeatureAlphaDropout: { config: rate, shape: image },
  MaxDropout: { config: rate },
  Standout: {},
  MultiSampleDropout: { config: { layer, ...rate } },
  Masksembles: {},
  SpatialDropout1D: { config: rate, shape: sequence },
  SpatialDropout2D: { config: rate, shape: image },
  SpatialDropout3D: { config: rate, shape: [32, 4, 8, 8, 64] },
  DropBlock1D: { config: rate, shape: sequence },
  DropBlock2D: { config: rate, shape: image },
  Cutout: { config: { rate: 1, size: 8 }, shape: image },
  DropPath: { config: rate, shape: sequence },
  LayerDrop: { config: { layer, ...rate }, shape: sequence },
  ShakeShake: { shape: sequence, inputs: 2 },
  ShakeDrop: { config: rate, shape: sequence },
  TokenDropout: { config: rate, shape: sequence },
  WordDropout: { config: rate },
  PatchDropout: { config: rate, shape: sequence },
  NEFTuneNoise: { config: { alpha: 5 }, shape: sequence },
  DropKey: { config: rate, shape: [32, 4, 16, 16] },
  ConcreteDropout: { config: { layer } },
  Zoneout: { config: { cell: new SimpleRNNCell(units), ...rate }, inputs: 2 },
  DropConnect: { config: { ...units, ...rate } },
  WeightNoise: { config: { ...units, stddev: 0.1 } },
  FastDropout: { config: { ...units, ...rate } },
  LoRADense: { config: { ...units, rank: 4, ...rate } },
  VariationalDropout: { config: { ...units, klWeight: 0.001 } },
};

/**
 * What a kind calls its rate, where not `rate`; `null` where it has none.
 *
 * @type {Record<string, string | null>}
 */
const rateNames = {
  GaussianNoise: 'stddev',
  UniformNoise: 'limit',
  NEFTuneNoise: 'alpha',
  WeightNoise: 'stddev',
  Standout: null,
  Masksembles: null,
  ShakeShake: null,
  ConcreteDropout: null,
  VariationalDropout: null,
};

const strength =
  'a strength, no probability: a layer with weights learns it, and 0 unless that layer has a price of its own';
const oneForAll = 'its coin is for all units';

/**
 * Why a kind does not take every rate, or takes it otherwise.
 *
 * @type {Record<string, string>}
 */
const whyNot = {
  GaussianNoise: strength,
  UniformNoise: strength,
  NEFTuneNoise: `one number scales the noise of a row; ${strength}`,
  WeightNoise: strength,
  MaxDropout: 'the rate is a threshold, which has no slope to learn from',
  Standout: 'its rate is σ(−alpha · x − beta), of the input by its law',
  Masksembles: 'its masks are fixed',
  ShakeShake: 'both branches are always there',
  DropBlock1D:
    'an element goes by the coins of all places around it: relaxed coins would be multiplied; of the input one for a row, or for each of its channels',
  DropBlock2D: 'as `DropBlock1D`',
  Cutout: 'a rectangle is there or not, for all channels; of the input one for an image',
  DropPath: oneForAll,
  TokenDropout: oneForAll,
  LayerDrop: oneForAll,
  ShakeDrop: 'one draw for a row; its gradient is not that of what it computes, so that none leads to a rate',
  WordDropout: 'it puts numbers of words in place of others, which have no slope to learn from',
  PatchDropout: 'the rate says how many tokens stay, a size of all that follows: a graph has one',
  ConcreteDropout: 'its rate is always learned, at the price of the paper',
  VariationalDropout: 'a rate α / (1 + α) for each connection, always learned',
};

/**
 * What work a kind leaves out, where it multiplies nothing by zero.
 *
 * @type {Record<string, string>}
 */
const skips = {
  Dropout: 'on `cpu()`, products skip its zeros; with `noiseShape: [1, …]` whole rows and columns of products go',
  DropPath: 'on `cpu()`, rows of the branch that are dropped, in its products',
  LayerDrop: 'on `cpu()`, the products of a layer that is left out',
  TokenDropout: 'on `cpu()`, zeros in the first product behind it',
  PatchDropout: 'on every backend, tokens: what follows works on those that are kept',
  VariationalDropout: 'nothing in training; in inference its kernel is mostly 0',
};

/**
 * Nanoseconds for each element to draw and apply, as `apps/bench/src/kinds.ts` has measured them on one thread: of `cpu()` under Node 20, of
 * TF.js on WebAssembly, and of PyTorch.
 *
 * @type {Record<string, readonly [ours: number, tfjs?: number | null, torch?: number]>}
 */
const nanoseconds = {
  Dropout: [2.55, 21, 12],
  GaussianDropout: [8.45, 43, 4.2],
  GaussianNoise: [8.28, 44, 4.2],
  UniformNoise: [2.59, null, 4.1],
  AlphaDropout: [2.57, 27, 13],
  FeatureAlphaDropout: [0.3, null, 0.52],
  MaxDropout: [0.69],
  Standout: [4.41, null, 12],
  Masksembles: [3.08],
  SpatialDropout1D: [0.28, null, 0.43],
  SpatialDropout2D: [0.29, 2.3, 0.4],
  SpatialDropout3D: [0.3, null, 0.42],
  DropBlock1D: [2.91],
  DropBlock2D: [3.75],
  Cutout: [0.34],
  DropPath: [0.26],
  ShakeDrop: [0.28],
  TokenDropout: [0.28],
  WordDropout: [2.57],
  PatchDropout: [2.01],
  NEFTuneNoise: [2.6],
  DropKey: [2.51],
};

/**
 * @typedef {{ name: string, law: string, moments: string, paper: string | undefined, settings: { name: string, fallback: string | undefined }[] }} Kind
 */

/** What the graphs of a kind hold. */
function graphsOf(/** @type {string} */ className) {
  const sample = samples[className];
  if (sample === undefined) throw new Error(`${className} has no row in scripts/dropout-page.mjs`);
  const { config = {}, shape = [32, 64], inputs = 1 } = sample;
  const trace = (/** @type {'train' | 'infer'} */ mode) => {
    const made = layerFromConfig({ className, config });
    const traced = new Trace(modulePaths(made, 'net'), { mode });
    const given = Array.from({ length: inputs }, (_, i) => traced.input(`x${i}`, { dtype: 'f32', shape }));
    const outputs = made.apply(...given);
    const output = /** @type {import('../src/tracing/tensor.ts').Tensor} */ (
      'ref' in outputs ? outputs : outputs['output']
    );
    // What the output is made of: prices that are added to the loss are in no exported model.
    const seen = new Set([output.ref.id]);
    for (const id of seen) for (const input of traced.b.at(id).inputs) seen.add(input);
    return [...seen].sort((a, b) => a - b).map((id) => traced.b.at(id));
  };
  const size = (/** @type {readonly number[]} */ sizes) => sizes.reduce((product, n) => product * n, 1);
  const drawn = trace('train')
    .filter(({ op }) => op === 'uniform')
    .reduce((sum, { shape: of }) => sum + size(of), 0);
  const ops = [...new Set(trace('infer').map(({ op }) => op))].filter((op) => op !== 'input' && op !== 'constant');
  return { drawn: drawn / size(shape), ops };
}

/** Settings that are no probabilities: a layer with weights learns them. */
const strengths = new Set(['stddev', 'limit', 'alpha']);

/** Which rates a kind takes, found by trying. */
function ratesOf(/** @type {string} */ className) {
  const name = rateNames[className] === undefined ? 'rate' : rateNames[className];
  const { config = {}, shape = [32, 64], inputs = 1 } = samples[className] ?? {};
  const takes = (/** @type {unknown} */ value) => {
    if (name === null) return '';
    try {
      const made = layerFromConfig({ className, config: { ...config, [name]: value } });
      const traced = new Trace(modulePaths(made, 'net'), { mode: 'train' });
      made.apply(...Array.from({ length: inputs }, (_, i) => traced.input(`x${i}`, { dtype: 'f32', shape })));
      return 'yes';
    } catch {
      return 'no';
    }
  };
  return [
    name === null ? '' : `\`${name}\``,
    takes(Array.from({ length: shape.at(-1) ?? 1 }, () => 0.25)),
    takes({ className: 'constant', config: { value: 0.25 } }),
    takes(strengths.has(name ?? '') ? new Dense({ units: 1, activation: 'softplus' }) : new LearnedRate()),
    takes(new Lambda((x) => x.abs().mean().sigmoid())),
    whyNot[className] ?? '',
  ];
}

/** So many numbers for an element, in words. */
function share(/** @type {number} */ drawn) {
  if (drawn === 0) return 'none';
  return drawn >= 1 ? `${Number(drawn.toFixed(2))}` : `1 / ${Number((1 / drawn).toFixed(1))}`;
}

/**
 * The page.
 *
 * @param {readonly Kind[]} kinds
 * @param {(text: string) => string} cell
 */
export function dropoutPage(kinds, cell) {
  const row = (/** @type {string[]} */ ...cells) => `| ${cells.map(cell).join(' | ')} |`;
  const dense = kinds
    .find(({ name }) => name === 'DropConnect')
    ?.settings.filter(({ name }) => !['rate', 'rows'].includes(name));
  const laws = kinds.map(({ name, law, moments, paper, settings }) => {
    const own = settings
      .filter((setting) => !(withWeights.includes(name) && dense?.some((other) => other.name === setting.name)))
      .map((s) => `\`${s.name}${s.fallback === undefined ? '' : ` = ${s.fallback}`}\``);
    const told = [...own, ...(withWeights.includes(name) ? ['those of `Dense`'] : [])].join(', ');
    return row(`\`${name}\``, law, moments, told, (paper ?? '').replaceAll(' ,', ','));
  });
  const costs = kinds.map(({ name }) => {
    const { drawn, ops } = graphsOf(name);
    const form = ops.length === 0 ? 'nothing: the identity' : ops.map((op) => `\`${op}\``).join(', ');
    return row(
      `\`${name}\``,
      share(drawn),
      ...[0, 1, 2].map((who) => `${nanoseconds[name]?.[who] ?? ''}`),
      form,
      skips[name] ?? '',
    );
  });
  const rates = kinds.map(({ name }) => row(`\`${name}\``, ...ratesOf(name)));
  return `# Dropout

Every kind of dropout there is here, ${kinds.length} of them. This page is generated from the code, by
\`npm run generate -w @bernoulli/api\`.

All keep one contract. Noise is drawn in training and in \`model.sample\`, from the seed, the layer's place in the model and the
step: the same bits on every backend, however a batch is cut. \`model.masks(step)\` shows it, \`trainOnBatch(x, y, { masks })\` puts
it back, \`model.logProbability(masks)\` says how likely it was. A rate is a number, one number for each unit of the last axis where
that has a meaning, or a [schedule](losses-metrics-optimizers.md#schedules) over the steps: \`schedules.constant\`, \`linear\`,
\`cosine\`, \`step\`, \`early({ value: 0.5, steps: 500 })\`, \`late\`, \`curriculum\`, or a function of yours; or it is learned, or follows from the input:
see [Rates](#rates).

Who shares a draw is a setting, too: \`noiseShape\` names the axes, so that \`[1, …]\` is one mask for the batch and \`[null, 1, null]\`
one for all steps of a sequence; \`shareRows: 16\` of \`Dropout\` is one for sixteen rows; \`rows: 'own' | 'shared'\` chooses where
both have a use. \`every: 10\` keeps a draw for ten steps, \`every: Infinity\` for good, in every kind.

One [test](../packages/api/test/dropout-laws.ts) holds them to their laws: mean and variance, frequencies, who shares what, that
steps, rows and units do not know of each other, the gradient under a mask that stays, both ends of the rate, and that inference
draws nothing. [Another](../tests/system/contract/dropout-layer-laws.test.ts) does so with kinds that hold layers or weights, on every
backend. The first finds [faults that are planted](../packages/api/test/dropout-faults.test.ts).

## Laws

${['| kind | what it does | mean and variance | settings | source |', '| --- | --- | --- | --- | --- |', ...laws].join('\n')}

What is not said here stands in the docstrings. Attention layers have the settings \`dropout\` and \`dropKey\`, recurrent ones
\`dropout\` and \`recurrentDropout\`, whose masks stay for a sequence. Those of attention are any that \`Dropout\` and \`DropKey\` take but one for each unit. Those of recurrent layers may be numbers, one for each unit (in each gate), schedules, or a \`LearnedRate\`. One that
says the rate of the input is called once for a sequence, with the mean over its steps, \`[batch, 1, features]\`: by the \`dropout\` of
layers. Cells, which see one step, and \`recurrentDropout\`, whose masks are drawn before there is a state, refuse it.

## Rates

A rate may also be a layer, which is called with what is dropped:

- \`new Dropout({ rate: new LearnedRate({ initialRate: 0.2 }) })\` **learns** it, one for all or with \`perUnit\` one for each unit of
  the last axis. Coins have no slope, so they are relaxed as in \`ConcreteDropout\`: what \`masks\` shows are uniform numbers of
  density 1. \`dropoutRegularizer\` is the price that holds the rate up; \`learnedRates(weights)\` reads it, and \`fit\` says where it has
  run to an end. With \`layer\` the rate is learned as a function of the input. \`GaussianDropout\` and \`FastDropout\` have a slope in the
  rate as they are, and relax nothing.
- \`new Dropout({ rate: new Lambda((x) => x.sigmoid()) })\`, or any layer without weights to train, says it **of the input**: numbers of
  [0, 1], as many as share a coin. Coins stay coins; \`model.logProbability(masks, { x })\` weighs them by what the input says, and the
  \`moments\` are those of the kind at that number. Outside [0, 1] it is NaN, and no step commits. A \`Lambda\` is code, which files do
  not hold: such a model is loaded with \`into\`.
- **Strengths** of noise that is added, \`new GaussianNoise({ stddev: new Lambda((x) => x.abs().mul(0.1)) })\`, may be said by any layer, also
  by one with weights: what it gives has a slope in the strength, as it is. Below 0 it is NaN.

What each kind takes beside one number, and why not more:

${['| kind | setting | for each unit | schedule | learned | of the input | why not |', '| --- | --- | --- | --- | --- | --- | --- |', ...rates].join('\n')}

## Cost, and the exported model

Numbers drawn for each element of the input, for one site; what it takes to draw and apply them, on one thread of \`cpu()\`,
and of TF.js (WebAssembly) and PyTorch in the same run, where they have the kind or it is a line there; what is left in inference, and so in an ONNX file; and work that is left out, not multiplied by zero. An exported model never holds an operator
that draws. Two things cost more than 1.5 times what \`Dropout\` does, for the arithmetic of their laws: normal numbers take a
logarithm and two polynomials each, 3.3 times, and \`Standout\` a sigmoid of each unit, 1.7 times.

${['| kind | numbers drawn for an element | ns for an element | TF.js | PyTorch | in inference, and in ONNX | skips |', '| --- | --- | --- | --- | --- | --- | --- |', ...costs].join('\n')}

\`node scripts/source.mjs apps/bench/src/kinds.ts\` measures them, \`DropBlock\` with blocks of 3; [Faster by what dropout
drops](dropout-speed.md) says what skipping brings.

## Small networks, worked out

\`enumerateThinned\` makes all 2ⁿ thinned networks of a small network, each with its probability. \`exactMoments\` is what they say
together; \`weightScaling\`, \`sampledMoments\` and \`fastDropout\` are what stands in for that.

\`\`\`ts run
import { exactMoments, fastDropout, weightScaling, type ThinnedLayer } from '@bernoulli/api';

const layers: ThinnedLayer[] = [
  { kernel: [[1, -1], [2, 0.5], [-1, 1], [0.5, 2]], activation: 'relu', rate: 0.5 },
  { kernel: [[1], [-1]] },
];
const row = [1, 1, 1, -1];
const truth = exactMoments(layers, row); // over 16 networks
const passed = fastDropout(layers, row);
truth.mean[0]; // => 1.5
truth.variance[0]; // => 4.5
weightScaling(layers, row)[0]; // => 1.5
Math.abs(passed.variance[0]! - 4.5) < 0.2; // => true
\`\`\`

[Add a dropout kind](add-a-dropout-kind.md) says how one is written.
`;
}
