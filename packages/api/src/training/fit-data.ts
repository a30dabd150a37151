/** What `fit` trains on and what it judges on. */
import {
  isBatchSource,
  type ArrayInput,
  type Batch,
  type BatchSource,
  type ByOutput,
  type Inputs,
} from '../data/index.ts';
import { fail } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { carriedRows, hintAtShuffle } from './carried-rows.ts';
import { epochsFrom, epochsOf, epochsOfSteps, splitOff, type Epochs } from './epochs.ts';
import type { Judged } from './evaluate.ts';
import { inValidation } from './in-validation.ts';
import { prepare, type Labels, type Prepared } from './prepare-data.ts';
import { readBatch } from './read-batch.ts';
import { checkClassWeight, weighByClass, type ClassWeight } from './sample-weights.ts';
import { stepBatch, type StepBatch } from './step.ts';
import { untilAborted } from './until-aborted.ts';

/** Data to judge on: a pair or a triple in memory, or a source of batches. */
export type ValidationData =
  readonly [x: Inputs, y: Labels] | readonly [x: Inputs, y: Labels, sampleWeight: ByOutput<ArrayInput>] | BatchSource;

export interface DataOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly stepsPerEpoch: number | undefined;
  readonly validationData: ValidationData | undefined;
  readonly validationSplit: number | undefined;
  readonly sampleWeight: ByOutput<ArrayInput> | undefined;
  readonly classWeight: ClassWeight | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface FitData {
  readonly source: Epochs;
  readonly validation: Judged | undefined;
}

/** Checks how the data was handed in, and prepares what is in memory. */
export function openData(
  runtime: ModelRuntime,
  x: Inputs | BatchSource,
  y: Labels | undefined,
  options: DataOptions,
): FitData {
  const { validationSplit, validationData, classWeight } = options;
  if (validationSplit !== undefined && validationData !== undefined)
    fail('CONFIG', { who: 'fit', what: 'takes validationData or validationSplit, not both' });
  if (classWeight !== undefined) checkClassWeight('fit', classWeight);
  if (y === undefined && isBatchSource(x)) return fromSource(runtime, x, options);
  const data = prepare(runtime, 'fit', { x: x as Inputs, y, sampleWeight: options.sampleWeight });
  hintAtShuffle(runtime, options.shuffle);
  const weighed = (part: Prepared): Prepared => {
    carriedRows(runtime, 'fit', part.rows, options.batchSize);
    return classWeight === undefined ? part : weighByClass('fit', part, runtime, classWeight);
  };
  const batches = { batchSize: options.batchSize, shuffle: options.shuffle, steps: options.stepsPerEpoch };
  if (validationSplit === undefined)
    return { source: epochsOf(weighed(data), batches), validation: judgedOn(runtime, validationData) };
  const { train, validation } = splitOff(data, validationSplit);
  return { source: epochsOf(weighed(train), batches), validation };
}

function fromSource(runtime: ModelRuntime, given: BatchSource, options: DataOptions): FitData {
  if (options.validationSplit !== undefined)
    fail('CONFIG', { who: 'fit', what: 'validationSplit needs data in memory, not a source of batches' });
  if (options.sampleWeight !== undefined)
    fail('CONFIG', { who: 'fit', what: 'sampleWeight needs data in memory; a source gives each batch its own' });
  const { classWeight, stepsPerEpoch, signal } = options;
  const source = untilAborted(given, 'fit', signal);
  const read = (batch: Batch, at: string): StepBatch => {
    const data = readBatch(runtime, 'fit', batch, at);
    const weighed = classWeight === undefined ? data : weighByClass('fit', data, runtime, classWeight);
    return stepBatch(weighed, at);
  };
  return {
    source: stepsPerEpoch === undefined ? epochsFrom(source, read) : epochsOfSteps(source, stepsPerEpoch, read),
    validation: judgedOn(runtime, options.validationData),
  };
}

function judgedOn(runtime: ModelRuntime, given: ValidationData | undefined): Judged | undefined {
  if (given === undefined) return undefined;
  if (isBatchSource(given)) return given;
  if (!(Array.isArray(given) && (given.length === 2 || given.length === 3)))
    fail('CONFIG', {
      who: 'fit',
      what: 'validationData must be a pair [x, y], a triple [x, y, sampleWeight], or a source of batches',
      received: Array.isArray(given) ? `an array of ${given.length}` : given,
    });
  const [x, y, sampleWeight] = given as [Inputs, Labels, ByOutput<ArrayInput>?];
  return inValidation(() => prepare(runtime, 'fit', { x, y, sampleWeight }));
}
