/** TF.js layers: its own `fit` and `predict`. */
import { fewSteps, makeData, type Network } from '../networks.ts';
import type { Prepare, Ready } from '../process/timing.ts';

type Engine = 'cpu' | 'wasm';

export const prepareLayers: Prepare = async (job, options) => {
  const engine = options['engine'] as Engine;
  const tf = await start(engine);
  if (job.kind === 'train') return { ...(await trains(tf, job.network)), threads: 1, version: tf.version_core };
  if (job.kind === 'architecture') {
    const { trainsArchitecture } = await import('./layers-architectures.ts');
    return { ...trainsArchitecture(tf, job.architecture, engine), threads: 1, version: tf.version_core };
  }
  if (job.kind === 'predict')
    return { ...(await predicts(tf, job.network, job.rows)), threads: 1, version: tf.version_core };
  return { absent: `TF.js layers has nothing to set beside ${job.kind}` };
};

type Tf = typeof import('@tensorflow/tfjs-core');

async function start(engine: Engine): Promise<Tf> {
  const tf = await import('@tensorflow/tfjs-core');
  if (engine === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend(engine);
  await tf.ready();
  return tf;
}

async function modelOf({ sizes, sharedMasks, rate }: Network) {
  const { layers, sequential } = await import('@tensorflow/tfjs-layers');
  const model = sequential();
  sizes.slice(1).forEach((units, i) => {
    const last = i === sizes.length - 2;
    const input = i === 0 ? { inputShape: [sizes[0]!] } : {};
    model.add(layers.dense({ units, activation: last ? 'softmax' : 'relu', ...input }));
    if (!last) model.add(layers.dropout({ rate, ...(sharedMasks ? { noiseShape: [1, units] } : {}) }));
  });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

async function trains(tf: Tf, network: Network): Promise<Pick<Ready, 'units' | 'pass'>> {
  const model = await modelOf(network);
  const { sizes, batchSize } = network;
  const steps = fewSteps(network);
  const { x, y, rows } = makeData(network, steps);
  const xs = tf.tensor2d(x, [rows, sizes[0]!]);
  const ys = tf.tensor1d(Float32Array.from(y));
  return { units: steps, pass: () => model.fit(xs, ys, { epochs: 1, batchSize, verbose: 0 }) };
}

async function predicts(tf: Tf, network: Network, rows: number): Promise<Pick<Ready, 'units' | 'pass'>> {
  const model = await modelOf(network);
  const { x } = makeData({ ...network, batchSize: rows }, 1);
  const xs = tf.tensor2d(x, [rows, network.sizes[0]!]);
  const pass = async (): Promise<void> => {
    const y = model.predict(xs, { batchSize: 1024 });
    if (Array.isArray(y)) throw new Error('One output was expected.');
    await y.data();
    y.dispose();
  };
  return { units: rows, pass };
}
