/** Who is timed: our backends through `fit`, and TF.js layers through its own `fit`. */
import type { Backend } from '@bernoulli/api';
import { makeData, rate, type Network } from './networks.ts';

/** A contender made ready for a network: each call trains for one pass over the data. */
export interface Ready {
  pass(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  readonly ours: boolean;
  prepare(network: Network): Promise<Ready>;
}

export const contenders: readonly Contender[] = [
  ours('cpu()', async () => (await import('@bernoulli/backend-cpu')).cpu()),
  ours("tfjs({ engine: 'cpu' })", async () => (await import('@bernoulli/backend-tfjs')).tfjs({ engine: 'cpu' })),
  ours("tfjs({ engine: 'wasm' })", async () => (await import('@bernoulli/backend-tfjs')).tfjs({ engine: 'wasm' })),
  ours('onnx()', async () => (await import('@bernoulli/backend-onnx')).onnx()),
  layers('cpu'),
  layers('wasm'),
];

/** The peer that everything is set against. */
export const reference = 'TF.js layers fit, wasm';

function ours(name: string, backend: () => Promise<Backend>): Contender {
  return {
    name,
    ours: true,
    async prepare(network) {
      const { Dense, Dropout, sequential } = await import('@bernoulli/api');
      const { sizes, batchSize } = network;
      const model = sequential([
        ...sizes.slice(1, -1).flatMap((units) => [new Dense({ units, activation: 'relu' }), new Dropout({ rate })]),
        new Dense({ units: sizes.at(-1)!, activation: 'softmax' }),
      ]);
      model.compile({
        optimizer: 'adam',
        loss: 'sparseCategoricalCrossentropy',
        metrics: ['accuracy'],
        seed: 1,
        backend: await backend(),
      });
      const { x, y, rows } = makeData(network);
      const data = { data: x, shape: [rows, sizes[0]!] };
      return {
        async pass() {
          await model.fit(data, y, { epochs: 1, batchSize, verbose: 0 });
        },
      };
    },
  };
}

function layers(engine: 'cpu' | 'wasm'): Contender {
  return {
    name: `TF.js layers fit, ${engine}`,
    ours: false,
    async prepare(network) {
      const tf = await import('@tensorflow/tfjs-core');
      if (engine === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
      else await import('@tensorflow/tfjs-backend-wasm');
      await tf.setBackend(engine);
      await tf.ready();
      const tfl = await import('@tensorflow/tfjs-layers');
      const { sizes, batchSize } = network;
      const model = tfl.sequential();
      sizes.slice(1).forEach((units, i) => {
        const last = i === sizes.length - 2;
        model.add(
          tfl.layers.dense({
            units,
            activation: last ? 'softmax' : 'relu',
            ...(i === 0 ? { inputShape: [sizes[0]!] } : {}),
          }),
        );
        if (!last) model.add(tfl.layers.dropout({ rate }));
      });
      model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
      const { x, y, rows } = makeData(network);
      const xs = tf.tensor2d(x, [rows, sizes[0]!]);
      const ys = tf.tensor1d(Float32Array.from(y));
      return {
        async pass() {
          await model.fit(xs, ys, { epochs: 1, batchSize, verbose: 0 });
        },
      };
    },
  };
}
