/** What a trained model says, row by row. */
import { checkKeys } from '../config.ts';
import { checkBatchSize } from '../data.ts';
import { fail, sizeOf, type TensorData } from '../ir/index.ts';
import type { Core } from './core.ts';
import { predictProgram, sampleProgram } from './infer-programs.ts';
import { Pause } from './pause.ts';
import { paddedRows } from './rows.ts';
import { prepareInputs, type Inputs } from './prepare.ts';
import { checkStep } from './step.ts';

export interface PredictOptions {
  /** Rows per run; it changes speed and memory only. Default 1024. */
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
export async function predict(core: Core, x: Inputs, options: PredictOptions = {}): Promise<TensorData> {
  checkKeys('predict', options, ['batchSize', 'signal']);
  const { batchSize = 1024, signal } = options;
  const { output } = await inParts(
    core,
    'predict',
    x,
    checkBatchSize(batchSize, 'predict'),
    ['output'],
    signal,
    (rows, _, values) =>
      core.run({
        kind: 'predict',
        rows,
        values,
        program: (shapes) => predictProgram(core.model, core.paths, shapes),
      }),
  );
  return output!;
}

/** Mean and variance of the predictions of `samples` thinned networks. */
export async function sample(
  core: Core,
  x: Inputs,
  options: SampleOptions = {},
): Promise<{ mean: TensorData; variance: TensorData }> {
  checkKeys('sample', options, ['samples', 'seed', 'step', 'batchSize', 'signal']);
  const { samples = 100, seed, step = 0, batchSize, signal } = options;
  checkStep(step, 'sample');
  if (!Number.isInteger(samples) || samples < 1)
    fail('CONFIG', { who: 'sample', what: 'samples must be a whole number from 1 up', received: samples });
  const size = checkBatchSize(batchSize ?? Math.max(1, Math.floor(16384 / samples)), 'sample');
  const { mean, variance } = await inParts(
    core,
    'sample',
    x,
    size,
    ['mean', 'variance'],
    signal,
    (rows, start, values) =>
      core.run({
        kind: `sample|${samples}`,
        rows,
        values,
        program: (shapes) => sampleProgram(core.model, core.paths, shapes, samples),
        seed,
        step,
        rowOffset: start * samples,
      }),
  );
  return { mean: mean!, variance: variance! };
}

/**
 * Runs rows in parts of at most `size` and joins what comes out. The last part is filled up with zero rows to a power of two, so
 * that calls of many sizes share a few compiled graphs; rows do not see each other, and what was filled up is cut off.
 */
async function inParts(
  core: Core,
  who: string,
  x: Inputs,
  size: number,
  names: readonly string[],
  signal: AbortSignal | undefined,
  run: (rows: number, start: number, values: Record<string, TensorData>) => Promise<Record<string, TensorData>>,
): Promise<Record<string, TensorData>> {
  const { xs, rows } = prepareInputs(core, who, x);
  const row = core.built(who).outputRow;
  const width = sizeOf(row);
  const pause = new Pause(who, signal);
  const joined = Object.fromEntries(names.map((name) => [name, new Float32Array(rows * width)]));
  for (let start = 0; start < rows; start += size) {
    await pause.take();
    const count = Math.min(size, rows - start);
    const padded = Math.min(size, 2 ** Math.ceil(Math.log2(count)));
    const values = core.namedInputs(xs.map((t) => paddedRows(t, start, start + count, padded)));
    const outputs = await run(padded, start, values);
    for (const name of names)
      joined[name]!.set((outputs[name]!.data as Float32Array).subarray(0, count * width), start * width);
  }
  return Object.fromEntries(names.map((name) => [name, { dtype: 'f32', shape: [rows, ...row], data: joined[name]! }]));
}
