/** Networks of more than dense layers out of TF.js layers. */
import { input, layers, model as modelOf, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { madeUp, type Architecture } from '../architectures.ts';
import type { Ready } from '../process/timing.ts';
import { HeadsAttention } from './heads-attention.ts';

type Inputs = SymbolicTensor | SymbolicTensor[];

const through = (x: Inputs, ...chain: readonly { apply(x: Inputs): unknown }[]): SymbolicTensor =>
  chain.reduce<Inputs>((y, layer) => layer.apply(y) as SymbolicTensor, x) as SymbolicTensor;

const hidden: { readonly [N in Architecture['network']]: (x: SymbolicTensor) => SymbolicTensor } = {
  cnn: (x) =>
    through(
      x,
      layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
      layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({}),
      layers.flatten(),
      layers.dense({ units: 128, activation: 'relu' }),
      layers.dropout({ rate: 0.5 }),
    ),
  // Keras's defaults, which are not those of TF.js: its orthogonal matrices take seconds to make.
  lstm: (x) =>
    through(
      x,
      layers.lstm({ units: 64, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotUniform' }),
      layers.dropout({ rate: 0.5 }),
    ),
  attention(x) {
    const width = x.shape.at(-1)!;
    const dense = () => layers.dense({ units: width });
    const behind = (y: SymbolicTensor, of: SymbolicTensor): SymbolicTensor =>
      through([y, through(of, layers.dropout({ rate: 0.1 }))], layers.add(), layers.layerNormalization({}));
    const parts = [dense(), dense(), dense()].map((part) => through(x, part));
    const first = behind(x, through(parts, new HeadsAttention(8, 0.1), dense()));
    const wide = through(first, layers.dense({ units: 4 * width, activation: 'relu' }), dense());
    return through(behind(first, wide), layers.globalAveragePooling1d());
  },
};

type Tf = typeof import('@tensorflow/tfjs-core');

/** The architecture as a model of TF.js layers, compiled for training. */
export function layersArchitecture({ network, shape, classes }: Architecture): LayersModel {
  const x = input({ shape: [...shape] });
  const outputs = through(hidden[network](x), layers.dense({ units: classes, activation: 'softmax' }));
  const model = modelOf({ inputs: x, outputs });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/**
 * Its steps are so slow that the ends of a pass do not count. A convolution takes its cpu engine minutes for a batch: it is given one
 * row, which counts as so small a part of a step.
 */
export function trainsArchitecture(
  tf: Tf,
  architecture: Architecture,
  engine: 'cpu' | 'wasm',
): Pick<Ready, 'units' | 'pass'> {
  const { shape, steps } = architecture;
  const batchSize = engine === 'cpu' ? 1 : architecture.batchSize;
  const count = engine === 'cpu' ? 1 : Math.max(1, Math.round(steps / 20));
  const model = layersArchitecture(architecture);
  const { x, y } = madeUp({ ...architecture, batchSize }, count);
  const xs = tf.tensor(x, [y.length, ...shape]);
  const ys = tf.tensor1d(Float32Array.from(y));
  const pass = () => model.fit(xs, ys, { epochs: 1, batchSize, verbose: 0 });
  return { units: (count * batchSize) / architecture.batchSize, pass };
}
