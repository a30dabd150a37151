/** What users hand in, checked and turned into the data inputs of a program. */
import { checkRows, toTensor, type ArrayInput, type ByOutput, type Inputs } from '../data/index.ts';
import { fail, listed, type TensorData, type TypedArray } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';
import type { WeightShapes } from '../programs/targets.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { inputNames, labelsName } from '../tracing/ports.ts';
import { inputList } from './input-list.ts';
import { hintAtAlpha } from './alpha-hint.ts';
import { hintAtLogits } from './logits-hint.ts';
import { labelsOf, prepareLabels } from './prepare-labels.ts';
import { prepareWeights } from './sample-weights.ts';

/** Labels: an array, or one for each output by its name. */
export type Labels = ByOutput<ArrayInput>;

/** Inputs as tensors, by the names that programs give them. */
export interface PreparedInputs {
  readonly tensors: Readonly<Record<string, TensorData>>;
  readonly rows: number;
  /** One row of each input. */
  readonly types: readonly RowType[];
}

/** Copies what was handed in for an input of a program, or fails where nothing was. */
export function fillFrom(tensors: PreparedInputs['tensors'], input: string, out: TypedArray): void {
  out.set((tensors[input] ?? missing(tensors, input)).data);
}

export function missing(tensors: PreparedInputs['tensors'], input: string): never {
  return fail('NAME', {
    who: 'Model',
    what: 'no data was handed in for the input',
    received: input,
    hint: `There are ${listed(Object.keys(tensors))}`,
  });
}

/** The same with labels and, where there are some, weights of the samples. */
export interface Prepared extends PreparedInputs {
  readonly weights: WeightShapes;
}

/** Data as it was handed in. */
export interface Examples {
  readonly x: Inputs;
  readonly y: Labels | undefined;
  readonly sampleWeight?: ByOutput<ArrayInput> | undefined;
}

/** Turns inputs into tensors, and builds the model at the first ones. */
export function prepareInputs(runtime: ModelRuntime, who: string, x: Inputs): PreparedInputs {
  const list = inputList(x, runtime.inputCount, who);
  if (runtime.isBuilt && list.length === 1 && runtime.inputCount > 1 && Array.isArray(x))
    fail('SHAPE', {
      who,
      at: runtime.name,
      what: `x must be a list of ${runtime.inputCount} arrays, one for each input`,
      received: `a list of ${x.length}`,
      hint: `By name, the inputs are ${listed(inputNames(runtime.inputCount))}`,
    });
  const names = inputNames(list.length);
  const xs = list.map(({ given, name }, i) => toTensor(given, runtime.inputDType(i), who, { name }));
  const rows = checkRows(Object.fromEntries(xs.map((value, i) => [list[i]!.name, value])), who);
  const types = xs.map(({ dtype, shape }) => ({ dtype, shape: shape.slice(1) }));
  runtime.build(types, runtime.compiled(who).seed);
  return { tensors: Object.fromEntries(xs.map((value, i) => [names[i]!, value])), rows, types };
}

/** Turns inputs and labels into tensors, and checks that they belong together and that the losses can take the labels. */
export function prepare(runtime: ModelRuntime, who: string, { x, y, sampleWeight }: Examples): Prepared {
  runtime.requireLoss(who);
  const inputs = prepareInputs(runtime, who, x);
  if (y === undefined) fail('DATA', { who, what: 'y is missing' });
  const targets = runtime.targets(who);
  hintAtLogits(runtime, targets, who);
  hintAtAlpha(runtime, who);
  const outputs = new Map(runtime.outputs(inputs.types).map(({ name, shape }) => [name, shape]));
  const { rows } = inputs;
  const labels = labelsOf(who, y, targets).map(({ target, given, name }): [string, TensorData] => [
    labelsName(target.output),
    prepareLabels({ who, at: runtime.name, target, given, name, rows, output: outputs.get(target.output)! }),
  ]);
  const tensors = { ...inputs.tensors, ...Object.fromEntries(labels) };
  if (sampleWeight === undefined) return { ...inputs, tensors, weights: new Map() };
  const weights = prepareWeights(who, sampleWeight, targets, outputs, rows);
  return { ...inputs, tensors: { ...tensors, ...weights.tensors }, weights: weights.shapes };
}
