/** A program that ends in the middle of `fit` on `onnx({ worker: true })`: how, and after how many milliseconds, is told to it. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Dense, sequential } from '@bernoulli/api';
import { backendOf } from '../src/backend.ts';
import { settings } from '../src/runtime/options.ts';
import { startOnSources } from './start-thread.ts';

/** Trains for ever; steps are short, and ONNX Runtime is at work for most of the time. */
async function train(host: 'cpu' | 'none', begun: () => void): Promise<void> {
  const layers = [512, 512, 1].map((units) => new Dense({ units, activation: 'relu' }));
  const model = sequential(layers);
  const backend = backendOf(settings({ worker: true, threads: 1, host, products: 'session' }), startOnSources());
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 1, backend });
  const x = Array.from({ length: 128 }, (_, i) => Array.from({ length: 64 }, (_, j) => Math.sin(i * j)));
  const callbacks = [{ onEpochEnd: (epoch: number) => void (epoch === 0 && begun()) }];
  await model.fit(
    x,
    x.map(([first]) => [first!]),
    { epochs: 1e6, batchSize: 64, verbose: 0, callbacks },
  );
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends enclosing threads one after the other: an abort would take the process along. */
async function terminateThreads(delays: readonly number[]): Promise<void> {
  for (const ms of delays) {
    const thread = new Worker(new URL('./ended-fit.mjs', import.meta.url), {
      workerData: ms % 2 === 0 ? 'none' : 'cpu',
    });
    await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));
    await wait(ms);
    await thread.terminate();
  }
  process.stdout.write('survived\n');
}

if (!isMainThread) await train(workerData as 'cpu' | 'none', () => parentPort!.postMessage('begun', []));
else {
  const [how, host, ...delays] = process.argv.slice(2);
  const end = (): void => {
    if (how === 'exit') process.exit(7);
    throw new Error('thrown in the middle');
  };
  if (how === 'terminate') await terminateThreads(delays.map(Number));
  else await train(host as 'cpu' | 'none', () => setTimeout(end, Number(delays[0])));
}
