/** What a trained model says, row by row. */
import { checkKeys } from '../config/read-config.ts';
import { checkBatchSize } from '../data/index.ts';
import { fail, sizeOf, type TensorData } from '../ir/index.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import type { Arrays, Feed } from '../runtime/seeded-inputs.ts';
import { predictProgram, sampleProgram } from '../programs/infer.ts';
import { EventLoopBreak } from '../runtime/event-loop-break.ts';
import { prepareInputs, type Inputs } from './prepare-data.ts';
import { namedInputs } from '../programs/program.ts';
import { fillRows, parts } from './rows.ts';
import { rowsPerRun } from '../runtime/rows-per-run.ts';
import { checkStep } from './step.ts';

export interface PredictOptions {
  /**
   * Rows per run; it changes speed and memory only. Default: as many as keep the inputs and everything worked out from them within
   * 32 MiB, a power of two from 1 to 8,192.
   */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SampleOptions extends PredictOptions {
  /** Number of thinned networks per row, from 1 up. Default 100. */
  readonly samples?: number | undefined;
  /** Seed of the noise. Default: the seed of `compile`. */
  readonly seed?: number | bigint | undefined;
  /** Which draw of that seed, from 0 up. Default 0. */
  readonly step?: number | undefined;
}

/** Predictions without noise, `f32 [rows, …]`. */
export async function predict(runtime: ModelRuntime, x: Inputs, options: PredictOptions = {}): Promise<TensorData> {
  checkKeys('predict', options, ['batchSize', 'signal']);
  const { batchSize, signal } = options;
  const { output } = await inParts(runtime, x, {
    who: 'predict',
    size: batchSize === undefined ? () => rowsPerRun(runtime, 'infer') : checkBatchSize(batchSize, 'predict'),
    signal,
    kind: 'predict',
    names: ['output'],
    program: (shapes) => predictProgram(runtime.model, runtime.paths, shapes),
  });
  return output!;
}

/** Mean and variance of the predictions of `samples` thinned networks. */
export async function sample(
  runtime: ModelRuntime,
  x: Inputs,
  options: SampleOptions = {},
): Promise<{ mean: TensorData; variance: TensorData }> {
  checkKeys('sample', options, ['samples', 'seed', 'step', 'batchSize', 'signal']);
  const { samples = 100, seed, step = 0, batchSize, signal } = options;
  checkStep(step, 'sample');
  if (!Number.isInteger(samples) || samples < 1)
    fail('CONFIG', { who: 'sample', what: 'samples must be a whole number from 1 up', received: samples });
  const { mean, variance } = await inParts(runtime, x, {
    who: 'sample',
    size: batchSize === undefined ? () => rowsPerRun(runtime, 'sample', samples) : checkBatchSize(batchSize, 'sample'),
    signal,
    kind: `sample|${samples}`,
    names: ['mean', 'variance'],
    program: (shapes) => sampleProgram(runtime.model, runtime.paths, shapes, samples),
    draw: (inputs, feed, start) =>
      (seed === undefined ? feed : feed.reseeded(seed)).write(inputs, step, start * samples),
  });
  return { mean: mean!, variance: variance! };
}

/** How rows are run in parts. */
interface Parts {
  readonly who: string;
  /** Rows per run; a function is asked once the model is built. */
  readonly size: number | (() => number);
  readonly signal: AbortSignal | undefined;
  readonly kind: string;
  /** Outputs that are joined, one row for each row of the inputs. */
  readonly names: readonly string[];
  readonly program: Wanted['program'];
  /** Fills what depends on the seed; `start` is the number of the part's first row. */
  readonly draw?: (inputs: Arrays, feed: Feed, start: number) => void;
}

/** Runs rows in parts and joins what comes out. Rows do not see each other, and what comes of rows that fill a graph is cut off. */
async function inParts(
  runtime: ModelRuntime,
  x: Inputs,
  { who, size, signal, kind, names, program, draw }: Parts,
): Promise<Record<string, TensorData>> {
  const { xs, rows } = prepareInputs(runtime, who, x);
  const data = Object.entries(namedInputs(xs));
  const row = runtime.built(who).outputRow;
  const width = sizeOf(row);
  const eventLoop = new EventLoopBreak(who, signal);
  const joined = names.map((name) => ({ name, values: new Float32Array(rows * width) }));
  for (const { start, count, padded } of parts(rows, typeof size === 'function' ? size() : size)) {
    await eventLoop.take();
    await runtime.run<void>(
      { key: `${kind}|${padded}`, rows: padded, program },
      {
        fill(inputs, feed) {
          for (const [name, tensor] of data) fillRows(tensor, start, start + count, inputs[name]!);
          draw?.(inputs, feed, start);
        },
        read(outputs) {
          for (const { name, values } of joined)
            values.set((outputs[name] as Float32Array).subarray(0, count * width), start * width);
        },
      },
    );
  }
  return Object.fromEntries(
    joined.map(({ name, values }) => [name, { dtype: 'f32', shape: [rows, ...row], data: values }]),
  );
}
