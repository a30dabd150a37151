/** One training step on one batch, with masks and weights of samples if wanted. */
import type { ArrayInput, ByOutput, Inputs } from '../data/index.ts';

import { readConfig } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { maskName } from '../tracing/ports.ts';
import { given } from './fields.ts';
import { checkMasks, type Masks } from './given-masks.ts';
import { MetricSums } from './metric-sums.ts';
import { prepare, type Labels, type Prepared } from './prepare-data.ts';
import { weighByClass, type ClassWeight } from './sample-weights.ts';
import { stepBatch, Stepper, trainingStep } from './step.ts';

export interface TrainOnBatchOptions {
  /** Masks to use instead of drawing, by site path: 1 keeps, 0 drops. */
  readonly masks?: Masks | undefined;
  /** Weight of each row in the loss: `[rows]`, or one array for each output. */
  readonly sampleWeight?: ByOutput<ArrayInput> | undefined;
  /** Weight of each class in the loss, by its number. */
  readonly classWeight?: ClassWeight | undefined;
}

const fields = {
  masks: given<Masks>(),
  sampleWeight: given<ByOutput<ArrayInput>>(),
  classWeight: given<ClassWeight>(),
};

/** Returns loss and metrics, as they were before the update. */
export async function trainOnBatch(
  runtime: ModelRuntime,
  x: Inputs,
  y: Labels,
  options: TrainOnBatchOptions = {},
): Promise<Logs> {
  const { masks = {}, sampleWeight, classWeight } = readConfig('trainOnBatch', options, fields);
  const data = prepare(runtime, 'trainOnBatch', { x, y, sampleWeight });
  const weighed = classWeight === undefined ? data : weighByClass('trainOnBatch', data, runtime, classWeight);
  const sums = new MetricSums(() => runtime.targets('trainOnBatch'));
  const batch = withMasks(runtime, weighed, masks);
  await new Stepper(runtime, { injected: new Set(Object.keys(masks)) }).take(stepBatch(batch), sums);
  return sums.logs();
}

/** The data with masks beside it, each under the name of the input that takes it. */
function withMasks(runtime: ModelRuntime, data: Prepared, masks: Masks): Prepared {
  const paths = new Set(Object.keys(masks));
  if (paths.size === 0) return data;
  const { sites } = runtime.program(trainingStep(runtime, data.rows, data.types, data.weights, paths).quick);
  const checked = Object.entries(checkMasks('masks', masks, sites));
  return {
    ...data,
    tensors: { ...data.tensors, ...Object.fromEntries(checked.map(([path, mask]) => [maskName(path), mask])) },
  };
}
