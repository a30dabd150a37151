/** SimpleNet as in the article: trained with and without dropout, exported to ONNX, its masks the same on every backend. */
import { Adam, findBackend, type Backend, type History } from '@bernoulli/api';
import { exportOnnx } from '@bernoulli/backend-onnx';
import { lineChart, maskGrid, type Line } from './chart/index.ts';
import { loadDigits } from './data/digits.ts';
import type { DataSet } from './data/examples.ts';
import { loadMnist } from './data/mnist.ts';
import { maskFingerprints } from './run/mask-fingerprints.ts';
import { runInOnnxRuntime } from './run/onnx-runtime.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { SimpleNet } from './run/simple-net.ts';

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

const seed = 1;

/** The whole road. Returns what it prints, for tests; `sameMasks` is false if two backends drew different masks. */
export async function main(
  options: MainOptions = {},
): Promise<{ accuracy: number; largestDifference?: number; sameMasks: boolean }> {
  const { output = outputTo(), backend: name, data: dir, epochs = 10, verbose = 'auto' } = options;
  const started = performance.now();
  const backend = await findBackend(name);
  const data = dir === undefined ? loadDigits() : await loadMnist({ dir });
  const [rows, width] = data.train.x.shape as [number, number];
  output.print(`SimpleNet on ${rows} digits of ${width} pixels, tested on ${data.test.y.length} others`);
  output.print(
    `Backend: ${backend.name} (--backend cpu, tfjs or onnx picks one) · seed ${seed} · batch 32 · Adam 0.001`,
  );

  output.print('\nWithout dropout');
  const without = await train(0, { data, backend, epochs, verbose });
  await without.model.dispose();
  output.print('\nWith dropout 0.5');
  const { model, history } = await train(0.5, { data, backend, epochs, verbose });
  const { accuracy } = await model.evaluate(data.test.x, data.test.y);

  output.print(
    `\nTest accuracy: ${percent(without.history.history['valAccuracy']!.at(-1)!)} without dropout, ${percent(accuracy!)} with it.`,
  );
  output.print('So small a network hardly overfits. Where dropout helps: npm run example -- when-dropout-helps');
  const curves = { 'no dropout': without.history, dropout: history };
  await output.save('loss.svg', chart('loss', rows, curves));
  await output.save('accuracy.svg', chart('accuracy', rows, curves));

  output.print('\nExported to ONNX');
  const bytes = await exportOnnx(model, {
    docString: 'SimpleNet, trained on handwritten digits.',
    metadata: { seed: String(seed) },
  });
  await output.save('simplenet.onnx', bytes);
  const { x, y } = data.test;
  const ours = await model.predict(x);
  await model.dispose();
  const theirs = await runInOnnxRuntime(bytes, { data: x.data as Float32Array, shape: x.shape });
  const compared = typeof theirs === 'string' ? undefined : compare(theirs, ours.data as Float32Array, y);
  if (compared === undefined) output.print(`ONNX Runtime is not here, so the file was not run (${String(theirs)})`);
  else
    output.print(
      `ONNX Runtime: test accuracy ${percent(compared.accuracy)}, largest difference to predict ${compared.largest === 0 ? 'none' : compared.largest.toExponential(1)}`,
    );

  output.print('\nDropout mask of training step 0 (32 × 64 units), by backend');
  const masks = await maskFingerprints(['cpu', 'tfjs', 'onnx'], {
    model: () => new SimpleNet(),
    row: [width],
    seed,
    step: 0,
  });
  for (const { backend: at, hash } of masks) output.print(`  ${at.padEnd(5)} ${hash}`);
  const sameMasks = new Set(masks.map(({ hash }) => hash)).size === 1;
  output.print(sameMasks ? 'The same bits.' : 'These should be equal, and are not.');
  const panels = masks.map(({ backend: at, hash, ...grid }) => ({ name: at, note: hash, ...grid }));
  await output.save(
    'masks.svg',
    maskGrid({
      title: 'One mask, drawn by each backend',
      subtitle: 'dark: kept · pale: dropped · a row per digit, a column per unit',
      panels,
      cell: 4,
    }),
  );

  output.print(`\nTotal time: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return { accuracy: accuracy!, sameMasks, ...(compared === undefined ? {} : { largestDifference: compared.largest }) };
}

interface Training {
  readonly data: DataSet;
  readonly backend: Backend;
  readonly epochs: number;
  readonly verbose: 'auto' | 0;
}

async function train(
  rate: number,
  { data: { train, test }, backend, epochs, verbose }: Training,
): Promise<{ model: SimpleNet; history: History }> {
  const model = new SimpleNet(rate);
  model.compile({ optimizer: new Adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed, backend });
  const history = await model.fit(train.x, train.y, {
    epochs,
    batchSize: 32,
    validationData: [test.x, test.y],
    verbose,
  });
  return { model, history };
}

function chart(figure: 'loss' | 'accuracy', rows: number, curves: Readonly<Record<string, History>>): string {
  const colours = ['#0072b2', '#d55e00'];
  const validation = figure === 'loss' ? 'valLoss' : 'valAccuracy';
  const series = Object.entries(curves).flatMap(([name, { history }], i): Line[] => {
    const line = (key: string): Pick<Line, 'points' | 'colour'> => ({
      points: history[key]!.map((value, epoch) => [epoch + 1, value]),
      colour: colours[i]!,
    });
    return [
      { name: `${name}, test`, ...line(validation) },
      { name: `${name}, train`, ...line(figure), dashed: true },
    ];
  });
  return lineChart({
    title: `SimpleNet on ${rows} digits: ${figure}`,
    subtitle: 'Training figures are measured while units are dropped, test figures with all of them.',
    xLabel: 'epoch',
    yLabel: figure,
    percent: figure === 'accuracy',
    series,
  });
}

/** How often the likeliest class is the right one, and how far two sets of probabilities lie apart. */
function compare(theirs: Float32Array, ours: Float32Array, labels: Int32Array): { accuracy: number; largest: number } {
  const classes = theirs.length / labels.length;
  const right = labels.filter((label, i) => {
    const row = theirs.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row)) === label;
  });
  const largest = theirs.reduce((worst, value, i) => Math.max(worst, Math.abs(value - ours[i]!)), 0);
  return { accuracy: right.length / labels.length, largest };
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

await runAsProgram(import.meta.url, async () => {
  const { sameMasks } = await main(readOptions({ backend: 'NAME', data: 'DIR' }));
  if (!sameMasks) process.exitCode = 1;
});
