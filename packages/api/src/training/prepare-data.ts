/** What users hand in, checked and turned into the data inputs of a program. */
import {
  checkRows,
  isByOutput,
  requireRows,
  toLabels,
  toTensor,
  type ArrayInput,
  type ByOutput,
} from '../data/index.ts';
import { fail, printShape, sizeOf, type Shape, type TensorData, type TypedArray } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import type { RowType } from '../programs/predict.ts';
import { labelType, type Target, type WeightShapes } from '../programs/targets.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { inputNames, labelsName } from '../tracing/ports.ts';
import { prepareWeights } from './sample-weights.ts';

/** One input, or, for a model whose `call` takes several, a list of `{ data, shape }`. */
export type Inputs = ArrayInput | readonly { readonly data: ArrayInput; readonly shape: readonly number[] }[];

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
    hint: `There are ${Object.keys(tensors).join(', ')}`,
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
  const list = inputList(x);
  const names = inputNames(list.length);
  const xs = list.map((value, i) => toTensor(value, runtime.inputDType(i), who, { name: spokenName(i, list.length) }));
  const rows = checkRows(spoken(xs), who);
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

/** The labels of each target, with what messages call them. */
function labelsOf(
  who: string,
  y: Labels,
  targets: readonly Target[],
): { target: Target; given: ArrayInput; name: string }[] {
  const [first] = targets;
  if (targets.length === 1 && !(isByOutput(y) && first!.output !== null))
    return [{ target: first!, given: y as ArrayInput, name: 'y' }];
  const names = targets.map(({ output }) => output!);
  if (!isByOutput(y))
    fail('DATA', { who, what: `y must hold labels for each output by its name: { ${names.join(', ')} }` });
  for (const name of Object.keys(y))
    if (!names.includes(name))
      fail('NAME', {
        who,
        what: `y has labels for ${name}, which is no output with a loss`,
        hint: `There are ${names.join(', ')}`,
      });
  return targets.map((target) => {
    const given = y[target.output!] ?? fail('DATA', { who, what: `y.${target.output} is missing` });
    return { target, given, name: `y.${target.output}` };
  });
}

interface LabelParts {
  readonly who: string;
  readonly at: string;
  readonly target: Target;
  readonly given: ArrayInput;
  readonly name: string;
  readonly rows: number;
  readonly output: Shape;
}

function prepareLabels({ who, at, target: { loss }, given: y, name, rows, output }: LabelParts): TensorData {
  const type = labelType(loss, output);
  const given = toTensor(y, 'f32', who, { name });
  requireRows(given, rows, who, name);
  const shape = [rows, ...type.shape.slice(1)];
  if (given.data.length !== sizeOf(shape) || !sameApartFromOnes(given.shape, shape))
    fail('SHAPE', {
      who,
      at,
      what: `${loss.className} with predictions ${printShape(output)} needs labels ${printShape(type.shape)}`,
      received: printShape([output[0]!, ...given.shape.slice(1)]),
      hint:
        loss.labels === 'values' && given.shape.length === 1
          ? 'For whole class numbers use sparseCategoricalCrossentropy'
          : undefined,
    });
  checkRange(given, loss, who, name);
  const { data } = loss.labels === 'classes' ? toLabels(y, output.at(-1)!, who, name) : given;
  return { dtype: type.dtype, shape, data };
}

/** A label that is no probability makes a cross-entropy mean nothing, often without anything looking wrong. */
function checkRange({ data, shape }: TensorData, { className, labelRange }: Loss, who: string, name: string): void {
  if (labelRange === undefined) return;
  const [low, high] = labelRange;
  const wrong = data.findIndex((label: number) => !(label >= low && label <= high));
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `label ${data[wrong]} at row ${Math.floor(wrong / sizeOf(shape.slice(1)))} of ${name}: ${className} needs labels in [${low}, ${high}]`,
    });
}

function spoken(xs: readonly TensorData[]): Record<string, TensorData> {
  return Object.fromEntries(xs.map((x, i) => [spokenName(i, xs.length), x]));
}

function spokenName(i: number, count: number): string {
  return count === 1 ? 'x' : `x[${i}]`;
}

/** `[n]` labels serve for predictions `[n, 1]`, and the other way round. */
function sameApartFromOnes(a: readonly number[], b: readonly number[]): boolean {
  const sizes = (shape: readonly number[]): string => [shape[0], ...shape.slice(1).filter((n) => n !== 1)].join();
  return sizes(a) === sizes(b);
}

/** Inputs one by one: a list of inputs holds objects; an array of numbers or of arrays is one input. */
export function inputList(x: Inputs): readonly ArrayInput[] {
  const isList =
    Array.isArray(x) && x.length > 0 && x.every((item) => typeof item === 'object' && item !== null && 'data' in item);
  return isList ? (x as readonly ArrayInput[]) : [x as ArrayInput];
}
