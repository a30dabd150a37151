/** Rows of a step of the user's own: whatever its objective is made of. */
import { checkRows, isByOutput, requireRows, toTensor, type ArrayInput, type Inputs } from '../data/index.ts';
import { checkKeys, dtypeOf, type TensorData, type TensorType } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { inputNames, labelsName, sampleWeightName } from '../tracing/ports.ts';
import { inputList } from './input-list.ts';
import type { Labels } from './prepare-data.ts';

/** Rows of one step. Labels without a name are called `y` in the objective. */
export interface OwnBatch {
  readonly x: Inputs;
  readonly y?: Labels | undefined;
  readonly sampleWeight?: ArrayInput | undefined;
}

/** A batch as tensors, and the types of its parts. */
export interface OwnRows {
  readonly rows: number;
  readonly x: readonly TensorType[];
  readonly y: Readonly<Record<string, TensorType>>;
  readonly tensors: Readonly<Record<string, TensorData>>;
}

/** Arrays of whole numbers of 32 bits stay such; everything else is `f32`. The first rows build the model. */
export function readRows(runtime: ModelRuntime, batch: OwnBatch): OwnRows {
  checkKeys('step', batch, ['x', 'y', 'sampleWeight']);
  const { x, y, sampleWeight } = batch;
  const list = inputList(x, runtime.inputCount, 'step');
  const xs = list.map(({ given, name }) => tensorOf(given, name));
  const rows = checkRows(Object.fromEntries(xs.map((value, i) => [list[i]!.name, value])), 'step');
  if (!runtime.isBuilt)
    runtime.build(
      xs.map(({ dtype, shape }) => ({ dtype, shape: shape.slice(1) })),
      runtime.compiled('step').seed,
    );
  const ys = Object.entries(y === undefined ? {} : isByOutput(y) ? y : { y }).map(
    ([name, value]): [string, TensorData] => {
      const label = tensorOf(value, name);
      requireRows(label, rows, 'step', name);
      return [name, label];
    },
  );
  const weight =
    sampleWeight === undefined ? onesFor(rows) : toTensor(sampleWeight, 'f32', 'step', { name: 'sampleWeight' });
  requireRows(weight, rows, 'step', 'sampleWeight');
  return {
    rows,
    x: xs.map(typeOf),
    y: Object.fromEntries(ys.map(([name, value]) => [name, typeOf(value)])),
    tensors: {
      ...Object.fromEntries(xs.map((value, i) => [inputNames(xs.length)[i]!, value])),
      ...Object.fromEntries(ys.map(([name, value]) => [labelsName(name === 'y' ? null : name), value])),
      [sampleWeightName(null)]: weight,
    },
  };
}

function tensorOf(value: ArrayInput, name: string): TensorData {
  const data = typeof value === 'object' && 'data' in value ? value.data : value;
  return toTensor(value, dtypeOf(data) === 'i32' ? 'i32' : 'f32', 'step', { name });
}

function typeOf({ dtype, shape }: TensorData): TensorType {
  return { dtype, shape };
}

function onesFor(rows: number): TensorData {
  return { dtype: 'f32', shape: [rows], data: new Float32Array(rows).fill(1) };
}
