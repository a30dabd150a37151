/** Sound stored models that the hostile ones are made of: between them every part that a file can name. */
import * as api from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import type { Files } from './mutate-files.ts';
import { TwoHeads } from './two-heads.ts';

const { Dense, Dropout, modelToFiles, sequential } = api;

export interface Sample {
  readonly files: Files;
  /** Whether it is of a class of its own, so that there must be one to load into. */
  readonly ownClass: boolean;
}

const x = Array.from({ length: 8 }, (_, i) => [i / 8, (i % 3) / 3, 1 - i / 8, i % 2]);
const quiet = { epochs: 1, batchSize: 4, verbose: 0 } as const;

/** Trains a little, so that there is a state of the optimizer. */
export async function corpus(): Promise<readonly Sample[]> {
  const backend = cpu();
  const plain = sequential([
    new Dense({ units: 4, activation: 'relu' }),
    new Dropout({ rate: 0.5 }),
    new Dense({ units: 2, activation: 'softmax' }),
  ]);
  plain.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed: 1, backend });
  await plain.fit(x, [0, 1, 0, 1, 0, 1, 0, 1], quiet);

  const rich = sequential([
    new api.Reshape({ targetShape: [2, 2] }),
    new api.Flatten({}),
    sequential(
      [
        new Dense({
          units: 4,
          activation: 'leakyRelu',
          kernelInitializer: { className: 'VarianceScaling', config: {} },
          kernelRegularizer: { className: 'L1L2', config: {} },
          kernelConstraint: { className: 'MaxNorm', config: { maxValue: 2 } },
          name: 'first',
        }),
        new Dropout({ rate: [0.1, 0.2, 0.3, 0.4] }),
      ],
      { name: 'inner' },
    ),
    new api.Activation({ activation: 'gelu' }),
    new Dropout({ rate: api.schedules.linear({ to: 0.5, steps: 10 }) }),
    new Dense({ units: 1 }),
  ]);
  (rich.layers[2] as api.Sequential).layers[0]!.trainable = false;
  rich.compile({
    optimizer: new api.SGD({ learningRate: api.schedules.cosine({ steps: 10 }), momentum: 0.9 }),
    loss: 'meanSquaredError',
    metrics: [
      'meanAbsoluteError',
      'rootMeanSquaredError',
      new api.metrics.AUC({ numThresholds: 5, thresholds: [0.5] }),
    ],
    seed: -5n,
    backend,
  });
  await rich.fit(
    x,
    x.map(([a]) => [a!]),
    quiet,
  );

  const heads = new TwoHeads();
  heads.compile({
    optimizer: 'rmsprop',
    loss: { left: 'categoricalCrossentropy', right: 'mse' },
    metrics: { right: ['mae'] },
    seed: 2,
    backend,
  });
  heads.buildFor([4], [4]);
  const words = sequential([
    new api.Embedding({ inputDim: 9, outputDim: 4 }),
    new api.MultiHeadAttention({ numHeads: 2, keyDim: 2, dropout: 0.1, useCausalMask: true }),
    new api.BatchNormalization(),
    new api.EinsumDense({ equation: 'abc,cd->abd', outputShape: [null, 4], biasAxes: 'd' }),
    new api.GroupNormalization({ groups: 2 }),
    new api.UpSampling1D(),
    new api.ZeroPadding1D({ padding: [1, 2] }),
    new api.Cropping1D(),
    new api.GlobalAveragePooling1D(),
    new api.RepeatVector({ n: 2 }),
    new api.PReLU(),
    new Dense({ units: 1 }),
  ]);
  words.compile({ optimizer: 'adam', loss: 'mse', seed: 3, backend });
  words.buildFor([3]);

  const [left, right] = [api.input({ shape: [4] }), api.input({ shape: [3, 2] })];
  const shared = new Dense({ units: 4, activation: 'tanh' });
  const tower = sequential([
    new api.WeightNormalization({ layer: new Dense({ units: 4 }) }),
    new Dropout({ rate: 0.2 }),
  ]);
  const state = new api.LSTM({ units: 4, returnState: true }).apply(right) as Readonly<Record<string, api.Tensor>>;
  const inner = api.model(left, tower.apply(shared.apply(shared.apply(left))), { name: 'inner' });
  const joined = new api.Add().apply(inner.apply(left), state['carry']!);
  const wired = api.model([left, right], { sum: new Dense({ units: 1 }).apply(joined), last: state['hidden']! });
  wired.compile({ optimizer: 'adam', loss: { sum: 'mse', last: 'mse' }, seed: 4, backend });

  const models: [api.Model, ownClass: boolean][] = [
    [plain, false],
    [rich, false],
    [heads, true],
    [words, false],
    [wired, false],
  ];
  return Promise.all(
    models.map(async ([model, ownClass]) => ({ files: { ...(await modelToFiles(model)) }, ownClass })),
  );
}
