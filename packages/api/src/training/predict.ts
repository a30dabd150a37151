/** What a trained model says, row by row. */
import { TensorValue, type Inputs } from '../data/index.ts';
import { readConfig } from '../ir/index.ts';
import { outputName, predictProgram } from '../programs/predict.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { rowsPerRun } from '../runtime/rows-per-run.ts';
import { carriedRows } from './carried-rows.ts';
import { batchSize, signal } from './fields.ts';
import { inParts } from './in-parts.ts';
import { prepareInputs } from './prepare-data.ts';

export interface PredictOptions {
  /**
   * Rows per run; it changes speed and memory only. Default: as many as keep the inputs and everything worked out from them within
   * 32 MiB, a power of two from 1 to 8,192. A model with `stateful` layers takes it for the size of its batches, by default that of the last
   * one or 32.
   */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const fields = { batchSize: batchSize(), signal: signal() };

/** One tensor, or, for a model with several outputs, one for each by its name. */
export type Predictions = TensorValue | Record<string, TensorValue>;

/** Predictions without noise, `f32 [rows, …]`. */
export async function predict(runtime: ModelRuntime, x: Inputs, options: PredictOptions = {}): Promise<Predictions> {
  const settings = readConfig('predict', options, fields);
  const inputs = prepareInputs(runtime, 'predict', x);
  const outputs = runtime.outputs(inputs.types).map(({ name, shape: [, ...row] }) => ({ name: outputName(name), row }));
  const scalarStep = runtime.progress.step;
  const made = await inParts(runtime, inputs, {
    who: 'predict',
    size:
      carriedRows(runtime, 'predict', inputs.rows, settings.batchSize) ??
      settings.batchSize ??
      rowsPerRun(runtime.bytesPerRow('infer', inputs.types)),
    signal: settings.signal,
    kind: 'predict',
    outputs,
    program: (types) => predictProgram(runtime, types),
    position: () => ({ step: 0, scalarStep, rowOffset: 0 }),
  });
  return byOutput(runtime, (name) => new TensorValue(made[name]!));
}

/** A value for each output: alone where the model returns a single tensor. */
export function byOutput<T>(runtime: ModelRuntime, value: (output: string) => T): T | Record<string, T> {
  const { outputs } = runtime.built('Model');
  if (outputs[0]!.name === null) return value(outputName(null));
  return Object.fromEntries(outputs.map(({ name }) => [name!, value(name!)]));
}
