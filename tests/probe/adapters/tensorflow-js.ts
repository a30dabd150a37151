/** TensorFlow.js: `tf.dropout` without a seed, and `tf.layers.dropout` with one for each layer. */
import * as tf from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { DrawAnswer } from '@bernoulli/conformance';
import type { Adapter } from './adapter.ts';

/** Outputs, or the words with which it refused. */
function attempt(compute: () => tf.Tensor): DrawAnswer {
  let answer: DrawAnswer | undefined;
  tf.tidy(() => {
    try {
      answer = { outputs: compute().dataSync() };
    } catch (error) {
      answer = { refused: (error as Error).message };
    }
  });
  return answer!;
}

/** The engine in plain JavaScript, which its module registers. */
async function start(): Promise<void> {
  if (tf.findBackend('cpu') === null) tf.registerBackend('cpu', () => new MathBackendCPU());
  await tf.setBackend('cpu');
}

const version = `@tensorflow/tfjs-core ${tf.version_core}`;

const op: Adapter = async () => {
  await start();
  return {
    subject: { name: 'TF.js, tf.dropout', version, offers: ['site', 'noiseShape'], note: 'Called without a seed.' },
    draw: ({ rate, shape, training, value, noiseShape }) =>
      attempt(() => {
        const x = tf.fill([...shape], value);
        return training ? tf.dropout(x, rate, noiseShape && [...noiseShape]) : x;
      }),
  };
};

const layers: Adapter = async () => {
  await start();
  const { layers: make, version_layers } = await import('@tensorflow/tfjs-layers');
  return {
    subject: {
      name: 'TF.js, tf.layers.dropout',
      version: `@tensorflow/tfjs-layers ${version_layers}`,
      offers: ['seed', 'site', 'noiseShape'],
      note: 'Each layer has a seed of its own, which follows from the seed.',
    },
    draw: ({ rate, shape, training, seed, step, site, value, noiseShape }) =>
      attempt(() => {
        const config = { rate, seed: 1000 * seed + (site === 'a' ? 0 : 1) };
        const layer = make.dropout(noiseShape === undefined ? config : { ...config, noiseShape: [...noiseShape] });
        const x = tf.fill([...shape], value);
        let y = x as tf.Tensor;
        for (let i = 0; i <= step; i++) y = layer.apply(x, { training }) as tf.Tensor;
        return y;
      }),
  };
};

export const tensorflowJs: Readonly<Record<string, Adapter>> = { tfjs: op, 'tfjs-layers': layers };
