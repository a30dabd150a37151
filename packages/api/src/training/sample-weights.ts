/** How much each sample counts in the loss: weights that were handed in, or that follow from the class. */
import { isByOutput, requireRows, toTensor, type ArrayInput, type ByOutput } from '../data/index.ts';
import { fail, printShape, sameShape, type Shape, type TensorData } from '../ir/index.ts';
import type { Target, WeightShapes } from '../programs/targets.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { labelsName, sampleWeightName } from '../tracing/ports.ts';
import type { Prepared } from './prepare-data.ts';

/** The weight of each class by its number; classes that are left out have weight 1. */
export type ClassWeight = Readonly<Record<number, number>>;

export interface PreparedWeights {
  readonly tensors: Readonly<Record<string, TensorData>>;
  readonly shapes: WeightShapes;
}

/**
 * Weights for the loss of each target: one number a row, or one for each loss that a row has (`[rows, time]` for a sequence). An array
 * serves every target; a record has one for each output, and outputs that it leaves out are weighed with 1.
 *
 * @throws BernoulliError `DATA`, naming the row, for a weight that is negative or not finite, or another number of rows; `SHAPE` for
 * weights that do not fit the losses; `NAME` for an output that has no loss.
 */
export function prepareWeights(
  who: string,
  given: ByOutput<ArrayInput>,
  targets: readonly Target[],
  outputs: ReadonlyMap<string | null, Shape>,
  rows: number,
): PreparedWeights {
  const byOutput = isByOutput(given) ? given : null;
  for (const name of Object.keys(byOutput ?? {}))
    if (!targets.some(({ output }) => output === name))
      fail('NAME', { who, what: `sampleWeight has weights for ${name}, which is no output with a loss` });
  const shapes = new Map<string | null, Shape>();
  const tensors: Record<string, TensorData> = {};
  for (const { output } of targets) {
    const own = byOutput === null ? (given as ArrayInput) : byOutput[output!];
    const name = byOutput === null ? 'sampleWeight' : `sampleWeight.${output}`;
    const tensor = own === undefined ? ones(rows) : checked(who, name, toTensor(own, 'f32', who, { name }), rows);
    const shape = rowShape(who, name, tensor.shape, outputs.get(output)!);
    shapes.set(output, shape);
    tensors[sampleWeightName(output)] = { ...tensor, shape: [rows, ...shape] };
  }
  return { tensors, shapes };
}

function ones(rows: number): TensorData {
  return { dtype: 'f32', shape: [rows], data: new Float32Array(rows).fill(1) };
}

function checked(who: string, name: string, tensor: TensorData, rows: number): TensorData {
  requireRows(tensor, rows, who, name);
  const wrong = tensor.data.findIndex((weight: number) => !(weight >= 0 && weight < Infinity));
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `weight ${tensor.data[wrong]} at row ${Math.floor((wrong * rows) / tensor.data.length)} of ${name}: must be a finite number of at least 0`,
    });
  return tensor;
}

function rowShape(who: string, name: string, [, ...shape]: Shape, output: Shape): Shape {
  if (shape.every((size) => size === 1)) return [];
  if (sameShape(shape, output.slice(1, -1))) return shape;
  return fail('SHAPE', {
    who,
    what: `${name} must hold one number per row, or one per loss: ${printShape(output.slice(0, -1))}`,
    received: printShape([output[0]!, ...shape]),
  });
}

/** Checks a class weight by itself. */
export function checkClassWeight(who: string, classWeight: unknown): asserts classWeight is ClassWeight {
  if (typeof classWeight !== 'object' || classWeight === null || Array.isArray(classWeight))
    fail('CONFIG', { who, what: 'classWeight must be an object of weights by class number', received: classWeight });
  for (const [key, weight] of Object.entries(classWeight)) {
    if (!/^\d+$/.test(key))
      fail('CONFIG', { who, what: 'classWeight is told by class numbers, from 0 up', received: key });
    if (!(typeof weight === 'number' && weight >= 0 && weight < Infinity))
      fail('CONFIG', {
        who,
        what: `the weight of class ${key} must be a finite number of at least 0`,
        received: String(weight),
      });
  }
}

/**
 * Data in which each sample is weighed by its class: the label, the place of the largest of several, or the nearest whole number.
 *
 * @throws BernoulliError `CONFIG` beside sample weights, for several outputs, as in Keras, or for a class that the output does not have.
 */
export function weighByClass(who: string, data: Prepared, runtime: ModelRuntime, classWeight: ClassWeight): Prepared {
  const targets = runtime.targets(who);
  checkClassWeight(who, classWeight);
  if (data.weights.size > 0) fail('CONFIG', { who, what: 'takes sampleWeight or classWeight, not both' });
  if (targets.length > 1) fail('CONFIG', { who, what: 'classWeight is for models with one output' });
  const { output, loss } = targets[0]!;
  const labels = data.tensors[labelsName(output)]!;
  const { shape: predicted } = runtime.built(who).outputs.find(({ name }) => name === output)!;
  requireClasses(who, classWeight, loss.classCount ?? predicted.at(-1)!);
  const classes = loss.labels === 'classes' ? labels : classesOf(labels);
  const weights = Float32Array.from(classes.data, (label) => classWeight[label] ?? 1);
  const shape = classes.shape.slice(1).every((size) => size === 1) ? [] : classes.shape.slice(1);
  return {
    ...data,
    tensors: {
      ...data.tensors,
      [sampleWeightName(output)]: { dtype: 'f32', shape: [data.rows, ...shape], data: weights },
    },
    weights: new Map([[output, shape]]),
  };
}

/** One number a row has no classes that could be counted; an open axis has neither. */
function requireClasses(who: string, classWeight: ClassWeight, classes: number): void {
  const missing = classes > 1 ? Object.keys(classWeight).find((key) => Number(key) >= classes) : undefined;
  if (missing !== undefined)
    fail('CONFIG', { who, what: `the classes in classWeight must be from 0 to ${classes - 1}`, received: missing });
}

function classesOf({ data, shape }: TensorData): Pick<TensorData, 'shape'> & { readonly data: Int32Array } {
  const size = shape.at(-1)!;
  if (size === 1) return { shape: shape.slice(0, -1), data: Int32Array.from(data, (label) => Math.round(label)) };
  const classes = Int32Array.from({ length: data.length / size }, (_, i) => {
    let top = 0;
    for (let j = 1; j < size; j++) if (data[i * size + j]! > data[i * size + top]!) top = j;
    return top;
  });
  return { shape: shape.slice(0, -1), data: classes };
}
