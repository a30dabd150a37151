/** Writes docs/losses-metrics-optimizers.md, docs/layers.md and docs/dropout.md from the tables of classes and their docstrings. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { namesOf } from '../src/config/names.ts';
import { amongLayers, dropoutPage } from './dropout-page.mjs';

const source = (/** @type {string} */ path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/**
 * A table: the classes and functions that a file exports, or those of them that come from one folder.
 *
 * @typedef {{ title: string, file: string, use: string, folder?: string }} Section
 */

/** @type {Section[]} */
const laws = [
  {
    title: 'Losses',
    file: 'losses/classes.ts',
    use: "`compile({ loss: 'huber' })` or `loss: new losses.Huber({ delta: 2 })`",
  },
  {
    title: 'Metrics',
    file: 'metrics/classes.ts',
    use: "`compile({ metrics: ['accuracy', new metrics.AUC({ curve: 'PR' })] })`; `'accuracy'` is the one that fits the loss",
  },
  {
    title: 'Optimizers',
    file: 'optimizers/classes.ts',
    use: "`compile({ optimizer: 'adam' })` or `optimizer: new Adam({ learningRate: 0.01 })`",
  },
  {
    title: 'Schedules',
    file: 'schedules/classes.ts',
    use: 'functions of the step for learning rates and dropout rates: `new Adam({ learningRate: schedules.cosineDecay({ … }) })`',
  },
  {
    title: 'Activations',
    file: 'activations/functions.ts',
    use: "`new Dense({ units: 4, activation: 'gelu' })`, or the function, `activation: (x) => activations.elu(x, { alpha: 2 })`",
  },
  {
    title: 'Initializers',
    file: 'initializers/classes.ts',
    use: "`new Dense({ units: 4, kernelInitializer: 'heNormal' })`",
  },
  {
    title: 'Regularizers',
    file: 'regularizers/classes.ts',
    use: '`new Dense({ units: 4, kernelRegularizer: new L2({ l2: 0.001 }) })`',
  },
  {
    title: 'Constraints',
    file: 'constraints/classes.ts',
    use: "`new Dense({ units: 4, kernelConstraint: 'nonNeg' })`",
  },
];

/** @type {Section[]} */
const layers = [
  { title: 'Core', folder: 'layers/core', use: "`new Dense({ units: 64, activation: 'relu' })`" },
  { title: 'Dropout', folder: 'dropout/kinds', use: '`new Dropout({ rate: 0.5 })`' },
  {
    title: 'Activation',
    folder: 'layers/activation',
    use: '`new LeakyReLU({ negativeSlope: 0.1 })`, or the setting `activation` of a layer',
  },
  { title: 'Normalization', folder: 'layers/normalization', use: '`new BatchNormalization()`' },
  {
    title: 'Attention',
    folder: 'layers/attention',
    use: '`attention.apply(query, value, key, mask)`; `attention.apply(x)` is self-attention',
  },
  {
    title: 'Convolution',
    folder: 'layers/convolution',
    use: "`new Conv2D({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' })`",
  },
  { title: 'Pooling', folder: 'layers/pooling', use: '`new MaxPooling2D()`' },
  {
    title: 'Recurrent',
    folder: 'layers/recurrent',
    use: '`new LSTM({ units: 64, returnSequences: true })`; `lstm.apply(x, hidden, carry, mask)`, of which all but the sequence may be left out',
  },
  { title: 'Merging', folder: 'layers/merging', use: '`add.apply(x, y)`, in the `call` of a model' },
  { title: 'Reshaping', folder: 'layers/reshaping', use: '`new Flatten()`' },
  { title: 'Preprocessing', folder: 'layers/preprocessing', use: '`new Rescaling({ scale: 1 / 255 })`' },
].map((section) => ({ file: 'layers/classes.ts', ...section }));

const program = ts.createProgram(
  [...laws, ...layers].map(({ file }) => source(file)),
  {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  },
);
const checker = program.getTypeChecker();
const textOf = (/** @type {ts.Symbol} */ symbol) =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
const cell = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');

/**
 * What a class or a function may be told, by name, with the sentence that says the default.
 *
 * @param {ts.Symbol} symbol
 */
function settingsOf(symbol) {
  const type = checker.getTypeOfSymbol(symbol);
  const [signature] = [...type.getConstructSignatures(), ...type.getCallSignatures()];
  const config = signature?.getParameters().find(({ name }) => name === 'config');
  if (config === undefined) return [];
  return checker
    .getTypeOfSymbol(config)
    .getNonNullableType()
    .getProperties()
    .map((setting) => {
      const fallback = /Default:? (.*?)(?:\.(?:\s|$)|:)/.exec(textOf(setting))?.[1];
      return { name: setting.name, text: textOf(setting), fallback: fallback?.replaceAll('`', '') };
    });
}

/** The classes and functions that a file exports. */
function exportsOf(/** @type {string} */ file) {
  const module = checker.getSymbolAtLocation(/** @type {ts.SourceFile} */ (program.getSourceFile(source(file))));
  return checker
    .getExportsOfModule(/** @type {ts.Symbol} */ (module))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(({ flags }) => flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Function));
}

/** True for what a folder declares. */
function isIn(/** @type {string} */ folder, /** @type {ts.Symbol} */ { declarations }) {
  return declarations?.[0]?.getSourceFile().fileName.includes(`/${folder}/`) === true;
}

/** The sentences of a text. */
function sentences(/** @type {string} */ text) {
  return text.replaceAll(/\s+/g, ' ').split(/(?<=\.) (?=[A-ZΠ`])/);
}

/** Every kind of dropout: what its docstring says. Those that stand among the layers come last. */
const kinds = exportsOf('layers/classes.ts')
  .filter((symbol) => isIn('dropout/kinds', symbol) || amongLayers.includes(symbol.name))
  .sort((a, b) => amongLayers.indexOf(a.name) - amongLayers.indexOf(b.name))
  .map((symbol) => ({
    name: symbol.name,
    law: textOf(symbol).split('\n\n')[0] ?? '',
    moments: sentences(textOf(symbol)).find((sentence) => sentence.includes('variance')) ?? '',
    paper: symbol
      .getJsDocTags(checker)
      .filter(({ name }) => name === 'see')
      .map(({ text }) => ts.displayPartsToString(text))[0],
    settings: settingsOf(symbol).filter(({ name }) => name !== 'name'),
  }));

/** @param {Section} section */
function tableOf({ title, file, use, folder }) {
  const things = exportsOf(file)
    .filter((symbol) => folder === undefined || isIn(folder, symbol))
    .map((symbol) => ({ name: symbol.name, law: textOf(symbol).split('\n\n')[0] ?? '', settings: settingsOf(symbol) }));
  // What all may be told is said once. Who may be told nothing does not count.
  const told = things.filter(({ settings }) => settings.length > 0);
  const shared =
    told.length < 2
      ? []
      : (told[0]?.settings ?? []).filter(({ name }) =>
          told.every(({ settings }) => settings.some((s) => s.name === name)),
        );
  const names = namesOf(Object.fromEntries(things.map(({ name }) => [name, true])));
  const rows = things.map(({ name, law, settings }, i) => {
    const own = settings
      .filter((setting) => !shared.some((s) => s.name === setting.name))
      .map(({ name, fallback }) => `\`${name}${fallback === undefined ? '' : ` = ${fallback}`}\``);
    const called = folder !== undefined || names[i] === name ? `\`${name}\`` : `\`${names[i]}\` (\`${name}\`)`;
    return `| ${called} | ${cell(law)} | ${cell(own.join(', '))} |`;
  });
  const all =
    shared.length === 0
      ? ''
      : `\n\nAll take: ${shared.map(({ name, text }) => `\`${name}\`${text && ` (${cell(text).replace(/\.$/, '')})`}`).join('; ')}.`;
  return `## ${title}\n\n${use}.${all}\n\n| ${folder === undefined ? 'name (class)' : 'class'} | what it is | settings of its own |\n| --- | --- | --- |\n${rows.join('\n')}`;
}

const pages = {
  'losses-metrics-optimizers.md': `# Losses, metrics, optimizers

Everything that \`compile\` and layers take by name. This page is generated from the code, by
\`npm run generate -w @bernoulli/api\`. Names are Keras's in camel case; an editor completes them, and \`tsc\` checks them.
Where a part has settings, hand over the part; what is saved is \`{ className, config }\`. Figures of all of these agree with
Keras's, and where the forms are the same with PyTorch's, on every backend: \`npm test -- oracle\`.

A function of yours serves too: \`loss: (yTrue, yPred) => Tensor\`, one number for each row, and so for a metric.

${laws.map(tableOf).join('\n\n')}
`,
  'layers.md': `# Layers

Every layer, generated from the code by \`npm run generate -w @bernoulli/api\`. Classes, settings, defaults and weights have
Keras's names in camel case, and outputs and gradients agree with Keras's on every backend: \`npm test -- oracle\`. All take a
\`name\`. Data has its channels last. A layer is exported to ONNX as the operators that it is made of,
convolutions as \`Conv\` and \`ConvTranspose\`.

What differs from Keras:

- **Masks do not travel by themselves.** A layer that takes a mask takes it as its last input, a \`bool\` tensor that is true for
  what takes part; \`Embedding\` and \`Masking\` make one with \`computeMask\`.
- What Keras's attention layers are told in each call, \`useCausalMask\` and \`returnAttentionScores\`, is a setting here, and the
  key follows the value: \`apply(query, value, key, mask)\`. With \`returnAttentionScores\` the result is \`{ output, scores }\`.
- \`GroupedQueryAttention\` is Keras's \`GroupQueryAttention\`.
- \`dataFormat\` is no setting: channels are last. \`new Permute({ dims: [2, 3, 1] })\` brings those of images there that come first.
- Sizes between batch and channels may be open, as in \`buildFor([null, null, 3])\`: such a model takes images of any size, and so does
  its ONNX file, in which they are called \`height\` and \`width\`. What learns a weight for each place, or draws a place in the image,
  needs to know its sizes; so do \`padToAspectRatio\` and \`cropToAspectRatio\` of \`Resizing\`, \`CenterCrop\`, and convolutional memories
  with padding \`'same'\` and strides above 1. Training is exported for sizes that are known.
  What is pooled by two and enlarged by two has another size where the first was odd, so that a skip around the two is refused where
  sizes are open.
- Recurrent layers take the states to begin with after the sequence, all or none, and then the mask: \`apply(x, hidden, mask)\`, in
  \`LSTM\` \`apply(x, hidden, carry, mask)\`. With \`returnState\` the result is \`{ output, hidden }\`, \`{ output, hidden, carry }\`; in
  \`Bidirectional\` \`{ output, forwardHidden, … }\`. The steps are one loop in the graph, and one \`Scan\` in an ONNX file, or the operator \`LSTM\`, \`GRU\` or \`RNN\` where that is asked for (\`recurrent: 'operators'\`), however
  many they are; their number may be open, as in \`buildFor([null, 8])\`. A cell of your own that draws noise, adds to the loss or
  replaces weights is written out step by step, and needs to know it. With \`stateful\` the states of a batch
  begin the next, in training, prediction and evaluation alike, until \`resetStates()\` of the layer, a block or the
  model; the first batch says how many rows all of them have. An ONNX file takes them as inputs, by path, and puts out
  \`next:<path>\`. \`unroll\` and \`seed\` are no settings.
- The noise of recurrent layers is drawn once for a sequence, at the sites \`dropout\` and \`recurrentDropout\` below the layer.
- \`RNN\` takes one cell, of here or of your own (\`RecurrentCell\`); a list of cells is one cell, \`StackedRNNCells\`.
- Layers that change images at random draw in training alone, from the seed at sites of their own, one row for each image; \`seed\` is no
  setting. \`RandomFlip\` has a coin for each direction, \`RandomCrop\` a place for each image, and a single number in
  \`RandomContrast\` goes both ways. \`Resizing\` knows \`'bilinear'\` and \`'nearest'\`.
- The figures of \`Normalization\` are settings and no weights; \`adapt\` comes before the layer is used.
- \`SpectralNormalization\` is trained through the norm, as in its paper and in PyTorch, and leaves the kernel itself alone.
- \`Lambda\` takes a function of tensors; files hold none, so that its model is loaded with \`into\`. \`Identity\` is
  \`new Activation({ activation: 'linear' })\`; the name is an initializer's.

Left out, of the layers of Keras 3.15:

- **What reads text, or looks up in tables**: \`TextVectorization\`, \`StringLookup\`, \`IntegerLookup\`, \`Hashing\`, \`HashedCrossing\`,
  \`CategoryEncoding\`, \`Discretization\`. A tensor here holds no text, and what they do is done to data once, before \`fit\`; inside a
  model \`Tensor.oneHot\` encodes classes.
- **Spectrograms**: \`STFTSpectrogram\`, \`MelSpectrogram\`. There is no layer for a Fourier transform yet.
- **Of augmentation** what mixes images or labels (\`MixUp\`, \`CutMix\`, \`AugMix\`, \`RandAugment\`), works on colours
  (\`AutoContrast\`, \`Equalization\`, \`ContrastLimitedAdaptiveHistogramEqualization\`, \`Solarization\`, \`RandomHue\`,
  \`RandomSaturation\`, \`RandomSharpness\`, \`RandomGrayscale\`, \`RandomInvert\`, \`RandomPosterization\`, \`RandomColorJitter\`,
  \`RandomColorDegeneration\`) or on boxes (\`MaxNumBoundingBoxes\`), and \`RandomShear\`, \`RandomPerspective\`,
  \`RandomElasticTransform\`, \`RandomErasing\` (\`Cutout\` is its kind), \`RandomGaussianBlur\`. Not there yet.
- \`AdaptiveAveragePooling1D\` to \`3D\`, \`AdaptiveMaxPooling1D\` to \`3D\` and \`ReversibleEmbedding\`, which are new in Keras. Not there yet.
- **Other frameworks in a layer**: \`JaxLayer\`, \`FlaxLayer\`, \`TorchModuleWrapper\`, \`TFSMLayer\`. A model of another framework comes in as an
  ONNX file (\`importOnnx\`).
- \`InputLayer\` is \`input\`, and \`Pipeline\` is \`sequential\`. Second names of layers, as \`Convolution2D\` and \`MaxPool2D\`, are not there.

[Add a layer](add-a-layer.md) says how one is written.

${layers.map(tableOf).join('\n\n')}
`,
  'dropout.md': dropoutPage(kinds, cell),
};

for (const [name, text] of Object.entries(pages)) {
  const path = fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  if (formatted !== readFileSync(path, { encoding: 'utf8', flag: 'a+' })) writeFileSync(path, formatted);
  console.log(`${path}: ${formatted.length} characters`);
}
