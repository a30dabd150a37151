/** A process that predicts with one engine and one number of threads: it is told of networks, and then to time them. */
import { readFileSync } from 'node:fs';
import type { TensorValue } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx } from '@bernoulli/backend-onnx';

/** A file, and the shape of what it is given. */
export interface Network {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly number[];
}

export type Engine = 'cpu()' | 'onnxruntime-web';

/** What the process is told: first a network, which it answers with a prediction; then to time it, which it answers with milliseconds per call. */
export type Told = { readonly network: Network } | { readonly milliseconds: number };

type Predict = (data: Float32Array<ArrayBuffer>, shape: readonly number[]) => Promise<ArrayLike<number>>;

const makers: Readonly<Record<Engine, (file: string, threads: number) => Promise<Predict>>> = {
  'cpu()': async (file, threads) => {
    const model = await importOnnx(file);
    model.compile({ seed: 1, backend: cpu({ threads }) });
    return async (data, shape) =>
      ((await model.predict({ data, shape: [...shape] }, { batchSize: shape[0]! })) as TensorValue).data;
  },
  'onnxruntime-web': async (file, threads) => {
    const { env, InferenceSession, Tensor } = await import('onnxruntime-web');
    env.wasm.numThreads = threads;
    const session = await InferenceSession.create(readFileSync(file));
    const [from, to] = [session.inputNames[0]!, session.outputNames[0]!];
    return async (data, shape) =>
      (await session.run({ [from]: new Tensor('float32', data, shape) }))[to]!.data as Float32Array;
  },
};

let call: () => Promise<ArrayLike<number>> = () => Promise.resolve([]);

async function answer(told: Told): Promise<readonly number[]> {
  if ('network' in told) {
    const { file, shape } = told.network;
    const data = Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => Math.sin(i));
    const predict = await makers[process.argv[2] as Engine](file, Number(process.argv[3]));
    call = () => predict(data, shape);
    return [...Array.from(await call())];
  }
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < told.milliseconds; count++) await call();
  return [(performance.now() - start) / count];
}

process.on('message', (told: Told) => void answer(told).then((numbers) => process.send!(numbers)));
