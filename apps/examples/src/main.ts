/** SimpleNet as in the article: trained with and without dropout, exported to ONNX, its masks the same on every backend. */
import { Adam, findBackend, type Backend, type History } from '@bernoulli/api';
import { exportOnnx } from '@bernoulli/backend-onnx';
import { maskGrid } from '@bernoulli/charts';
import { loadDigits } from './data/digits.ts';
import type { DataSet, Examples } from './data/examples.ts';
import { loadMnist } from './data/mnist.ts';
import { maskFingerprint, type Fingerprint } from './run/mask-fingerprints.ts';
import { runInOnnxRuntime } from './run/onnx-runtime.ts';
import { outputTo, type Output } from './run/output.ts';
import { accuracyOf, largestDifference } from './run/probabilities.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { SimpleNet } from './run/simple-net.ts';
import { trainingCurves } from './run/training-curves.ts';

export interface MainOptions {
  readonly output?: Output;
  /** Default: the backend that is installed. */
  readonly backend?: string | undefined;
  /** Directory with MNIST's files. Default: the digits that come with the examples. */
  readonly data?: string | undefined;
  readonly epochs?: number;
  /** As in `fit`. */
  readonly verbose?: 'auto' | 0;
}

interface Setting {
  readonly output: Output;
  readonly data: DataSet;
  readonly backend: Backend;
  readonly epochs: number;
  readonly verbose: 'auto' | 0;
}

const seed = 1;

/** The whole road. `difference` is undefined without ONNX Runtime; `sameMasks` is false if two backends drew different ones. */
export async function main(
  options: MainOptions = {},
): Promise<{ accuracy: number; difference: number | undefined; sameMasks: boolean }> {
  const { output = outputTo(), backend: name, data: dir, epochs = 10, verbose = 'auto' } = options;
  const started = performance.now();
  const backend = await findBackend(name);
  const data = dir === undefined ? loadDigits() : await loadMnist({ dir });
  const [rows, width] = data.train.x.shape as [number, number];
  output.print(`SimpleNet on ${rows} digits of ${width} pixels, tested on ${data.test.y.length} others`);
  output.print(
    `Backend: ${backend.name} (choose with --backend cpu, tfjs or onnx) · seed ${seed} · batch 32 · Adam 0.001`,
  );

  const { model, accuracy } = await trainBoth({ output, data, backend, epochs, verbose });
  const difference = await exportAndRun(model, data.test, output);
  await model.dispose();
  const sameMasks = await compareMasks(width, output);
  output.print(`\nTotal time: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return { accuracy, difference, sameMasks };
}

/** Trains without dropout and with it, draws both, and returns the latter. */
async function trainBoth(setting: Setting): Promise<{ model: SimpleNet; accuracy: number }> {
  const { output, data } = setting;
  output.print('\nWithout dropout');
  const without = await train(0, setting);
  await without.model.dispose();
  output.print('\nWith dropout 0.5');
  const { model, history, accuracy } = await train(0.5, setting);

  output.print(`\nTest accuracy: ${percent(without.accuracy)} without dropout, ${percent(accuracy)} with it.`);
  if (accuracy <= without.accuracy)
    output.print('It does not help a network this small. Where it does: npm run example -- when-dropout-helps');
  const trainings = { 'no dropout': without.history, dropout: history };
  for (const figure of ['loss', 'accuracy'] as const) {
    const title = `SimpleNet on ${data.train.y.length} digits: ${figure}`;
    await output.save(`${figure}.svg`, trainingCurves(title, figure, trainings));
  }
  return { model, accuracy };
}

async function train(
  rate: number,
  { data, backend, epochs, verbose }: Setting,
): Promise<{ model: SimpleNet; history: History; accuracy: number }> {
  const { train: examples, test } = data;
  const model = new SimpleNet(rate);
  model.compile({
    optimizer: new Adam(),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
    backend,
  });
  const validationData = [test.x, test.y] as const;
  const history = await model.fit(examples.x, examples.y, { epochs, batchSize: 32, validationData, verbose });
  return { model, history, accuracy: history.history['valAccuracy']!.at(-1)! };
}

/** Writes the ONNX file, runs it, and returns how far its probabilities are from the model's own. */
async function exportAndRun(model: SimpleNet, { x, y }: Examples, output: Output): Promise<number | undefined> {
  output.print('\nExported to ONNX');
  const docString = 'SimpleNet, trained on handwritten digits.';
  const file = await exportOnnx(model, { docString, metadata: { seed: String(seed) } });
  await output.save('simplenet.onnx', file);
  const theirs = await runInOnnxRuntime(file, { data: x.data as Float32Array, shape: x.shape });
  if (typeof theirs === 'string') {
    output.print(`ONNX Runtime cannot be loaded, so the file was not run: ${theirs}`);
    return undefined;
  }
  const difference = largestDifference(theirs, (await model.predict(x)).data as Float32Array);
  const size = difference === 0 ? 'are the same as' : `differ by at most ${difference.toExponential(1)} from`;
  output.print(
    `ONNX Runtime: test accuracy ${percent(accuracyOf(theirs, y))}; its probabilities ${size} those of predict`,
  );
  return difference;
}

/** Draws the mask of the first training step on every backend that is there; true if they are the same. */
async function compareMasks(width: number, output: Output): Promise<boolean> {
  output.print('\nDropout mask of training step 0 (32 rows, 64 units) on each backend');
  const drawn: Fingerprint[] = [];
  for (const name of ['cpu', 'tfjs', 'onnx']) {
    const found = await maskFingerprint(name, { model: () => new SimpleNet(), row: [width], seed, step: 0 });
    if ('hash' in found) drawn.push(found);
    output.print(`  ${name.padEnd(5)} ${'hash' in found ? found.hash : found.reason}`);
  }
  const same = new Set(drawn.map(({ hash }) => hash)).size <= 1;
  output.print(same ? '  the same bits' : '  These should be equal, and are not.');
  const panels = drawn.map(({ backend, hash, rows, columns, mask }) => ({
    name: backend,
    note: hash,
    rows,
    columns,
    mask,
  }));
  const subtitle = 'blue: kept · grey: dropped · a row for each digit of the batch, a column for each unit';
  await output.save('masks.svg', maskGrid({ title: 'One mask, drawn by each backend', subtitle, panels, cell: 4 }));
  return same;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

await runAsProgram(import.meta.url, async () => {
  const { sameMasks } = await main(readOptions({ backend: 'NAME', data: 'DIR' }));
  if (!sameMasks) process.exitCode = 1;
});
