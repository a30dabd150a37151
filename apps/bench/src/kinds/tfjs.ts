/** TF.js's kinds of dropout: `tf.dropout`, and the layers that it has. */
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { processorTime, type Asked, type Peer } from './peer.ts';

type Apply = (x: tf.Tensor) => tf.Tensor;

/** A layer as it is in training. */
const trained =
  (layer: { apply(x: tf.Tensor, kwargs: object): unknown }): Apply =>
  (x) =>
    layer.apply(x, { training: true }) as tf.Tensor;

const kinds: Readonly<Record<string, (asked: Asked, shape: readonly number[]) => Apply>> = {
  Dropout: ({ rate, noiseShape }, shape) => {
    const given = noiseShape?.map((n, axis) => n ?? shape[axis]!);
    return (x) => tf.dropout(x, rate!, given);
  },
  SpatialDropout2D:
    ({ rate }, [batch, , , channels]) =>
    (x) =>
      tf.dropout(x, rate!, [batch!, 1, 1, channels!]),
  GaussianDropout: ({ rate }) => trained(layers.gaussianDropout({ rate: rate! })),
  GaussianNoise: () => trained(layers.gaussianNoise({ stddev: 0.1 })),
  AlphaDropout: ({ rate }) => trained(layers.alphaDropout({ rate: rate! })),
};

export async function tfjsKinds(): Promise<Peer> {
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  const inputs = new Map<string, tf.Tensor>();
  const inputOf = (shape: readonly number[]): tf.Tensor => {
    const key = String(shape);
    if (!inputs.has(key)) inputs.set(key, tf.randomUniform([...shape]));
    return inputs.get(key)!;
  };
  return {
    name: `TF.js ${tf.version_core}, wasm`,
    kindOf: (asked, shape) => {
      const apply = kinds[asked.className]?.(asked, shape);
      if (apply === undefined) return null;
      const x = inputOf(shape);
      return () =>
        processorTime(x.size, () => {
          const y = apply(x);
          y.dataSync();
          y.dispose();
        });
    },
    end: () => tf.disposeVariables(),
  };
}
