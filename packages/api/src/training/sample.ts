/** Monte-Carlo dropout: what many thinned networks say, row by row. */
import { TensorValue, type Inputs } from '../data/index.ts';
import { flag, readConfig, sizeOf, whole, type TensorData } from '../ir/index.ts';
import { outputName } from '../programs/predict.ts';
import { momentName, momentsProgram, sampleProgram, samplesName } from '../programs/sample.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { rowsPerRun } from '../runtime/rows-per-run.ts';
import { carriedRows } from './carried-rows.ts';
import { batchSize, given, signal, stepNumber } from './fields.ts';
import { inParts } from './in-parts.ts';
import { byOutput, type PredictOptions, type Predictions } from './predict.ts';
import { prepareInputs, type PreparedInputs } from './prepare-data.ts';
import { RunningMoments } from './running-moments.ts';

export interface SampleOptions extends PredictOptions {
  /** Number of thinned networks per row, from 1 up. Default 100. */
  readonly samples?: number | undefined;
  /** Seed of the noise. Default: the seed of `compile`. */
  readonly seed?: number | bigint | undefined;
  /** Which draw of that seed, from 0 up. Samples have keys of their own: this is no training step. Default 0. */
  readonly step?: number | undefined;
  /** True: what each thinned network says is kept too, as `samples`. Default `false`. */
  readonly keepSamples?: boolean | undefined;
}

/** Options by which the samples are kept. */
export interface KeptSamples extends SampleOptions {
  readonly keepSamples: true;
}

export interface Samples {
  readonly mean: Predictions;
  readonly variance: Predictions;
  /** `[samples, rows, …]`, where they were asked for. */
  readonly samples?: Predictions;
}

const fields = {
  samples: whole(1, 100),
  seed: given<number | bigint>(),
  step: stepNumber(),
  keepSamples: flag(false),
  batchSize: batchSize(),
  signal: signal(),
};

/** What both ways of sampling are told. */
interface Sampling {
  readonly samples: number;
  readonly seed: number | bigint | undefined;
  readonly step: number;
  readonly keepSamples: boolean;
  readonly batchSize: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Outputs, and the shape of a row of each. */
  readonly outputs: readonly { readonly name: string; readonly row: readonly number[] }[];
}

/** Mean and variance of the predictions of `samples` thinned networks. */
export async function sample(runtime: ModelRuntime, x: Inputs, options: SampleOptions = {}): Promise<Samples> {
  const { step = 0, ...settings } = readConfig('sample', options, fields);
  const inputs = prepareInputs(runtime, 'sample', x);
  const outputs = runtime.outputs(inputs.types).map(({ name, shape: [, ...row] }) => ({ name: outputName(name), row }));
  const sampling = { ...settings, step, outputs };
  const moments = sharesDraws(runtime, inputs)
    ? await sampleBySample(runtime, inputs, sampling)
    : await allAtOnce(runtime, inputs, sampling);
  const of = (name: (output: string) => string): Predictions =>
    byOutput(runtime, (output) => new TensorValue(moments[name(output)]!));
  return {
    mean: of((output) => momentName('mean', output)),
    variance: of((output) => momentName('variance', output)),
    ...(settings.keepSamples ? { samples: of(samplesName) } : {}),
  };
}

/** True where rows share some of the noise: then a sample is a run, since rows of a run see the same draw. */
function sharesDraws(runtime: ModelRuntime, { types }: PreparedInputs): boolean {
  const wanted = runtime.wanted('sample', 1, types, (inputs) => sampleProgram(runtime, inputs));
  return [...runtime.program(wanted).sites.values()].some(({ rows }) => rows !== 'own');
}

/** All samples of a row in one run: row r and sample s draw as row r·samples + s. */
async function allAtOnce(
  runtime: ModelRuntime,
  inputs: PreparedInputs,
  { samples, seed, step, keepSamples, batchSize, signal, outputs }: Sampling,
): Promise<Record<string, TensorData>> {
  const scalarStep = runtime.progress.step;
  const made = await inParts(runtime, inputs, {
    who: 'sample',
    size:
      carriedRows(runtime, 'sample', inputs.rows, batchSize) ??
      batchSize ??
      rowsPerRun(runtime.bytesPerRow('sample', inputs.types) * samples),
    signal,
    kind: `moments|${samples}|${keepSamples}`,
    outputs: outputs.flatMap(({ name, row }) => [
      { name: momentName('mean', name), row },
      { name: momentName('variance', name), row },
      ...(keepSamples ? [{ name: samplesName(name), row: [samples, ...row] }] : []),
    ]),
    program: (types) => momentsProgram(runtime, types, samples, { keep: keepSamples }),
    position: (start) => ({ step, scalarStep, rowOffset: start * samples, seed }),
  });
  for (const { name } of keepSamples ? outputs : []) made[samplesName(name)] = samplesFirst(made[samplesName(name)]!);
  return made;
}

/** `[rows, samples, …]` as `[samples, rows, …]`. */
function samplesFirst({ dtype, shape: [rows, samples, ...row], data }: TensorData): TensorData {
  const width = sizeOf(row);
  const turned = new Float32Array(data.length);
  for (let r = 0; r < rows!; r++)
    for (let s = 0; s < samples!; s++) {
      const from = (r * samples! + s) * width;
      turned.set(data.subarray(from, from + width) as Float32Array, (s * rows! + r) * width);
    }
  return { dtype, shape: [samples!, rows!, ...row], data: turned };
}

/** One sample after the other, each with keys of its own; added up in double precision. */
async function sampleBySample(
  runtime: ModelRuntime,
  inputs: PreparedInputs,
  { samples, seed, step, keepSamples, batchSize, signal, outputs }: Sampling,
): Promise<Record<string, TensorData>> {
  const scalarStep = runtime.progress.step;
  const size =
    carriedRows(runtime, 'sample', inputs.rows, batchSize) ??
    batchSize ??
    rowsPerRun(runtime.bytesPerRow('sample', inputs.types));
  const running = new Map<string, RunningMoments>();
  const kept: Record<string, TensorData> = {};
  for (let s = 0; s < samples; s++) {
    const drawn = await inParts(runtime, inputs, {
      who: 'sample',
      size,
      signal,
      kind: 'sample',
      outputs,
      program: (types) => sampleProgram(runtime, types),
      position: (start) => ({ step, scalarStep, rowOffset: start, seed, sample: s }),
    });
    for (const [name, value] of Object.entries(drawn)) {
      if (!running.has(name)) running.set(name, new RunningMoments(value));
      running.get(name)!.add(value);
      if (!keepSamples) continue;
      const { dtype, shape, data } = value;
      kept[samplesName(name)] ??= { dtype, shape: [samples, ...shape], data: new Float32Array(samples * data.length) };
      (kept[samplesName(name)]!.data as Float32Array).set(data as Float32Array, s * data.length);
    }
  }
  const moments = [...running].flatMap(([name, { mean, variance }]) => [
    [momentName('mean', name), mean],
    [momentName('variance', name), variance],
  ]);
  return { ...Object.fromEntries(moments), ...kept };
}
