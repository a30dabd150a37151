/** What users hand in, checked and turned into tensors that fit the model. */
import { checkRows, toLabels, toTensor, type ArrayInput } from '../data/index.ts';
import { BATCH, fail, printShape, sizeOf, type TensorData } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { labelType } from '../programs/train.ts';

/** One input, or, for a model whose `call` takes several, a list of `{ data, shape }`. */
export type Inputs = ArrayInput | readonly { readonly data: ArrayInput; readonly shape: readonly number[] }[];

/** Inputs and labels of the same rows. */
export interface Prepared {
  readonly xs: readonly TensorData[];
  readonly y: TensorData;
  readonly rows: number;
}

/** Mutex inputs into `f32` tensors, and builds the model at the first ones. */
export function prepareInputs(
  runtime: ModelRuntime,
  who: string,
  x: Inputs,
): { xs: readonly TensorData[]; rows: number } {
  const list = isList(x) ? x : [x as ArrayInput];
  const xs = list.map((value, i) => toTensor(value, 'f32', who, { name: inputName(i, list.length) }));
  const rows = checkRows(named(xs), who);
  runtime.build(
    xs.map(({ shape }) => shape.slice(1)),
    runtime.compiled(who).seed,
  );
  return { xs, rows };
}

/** Mutex inputs and labels into tensors, and checks that they belong together and that the loss can take the labels. */
export function prepare(runtime: ModelRuntime, who: string, x: Inputs, y: ArrayInput | undefined): Prepared {
  const loss = runtime.loss(who);
  const { xs, rows } = prepareInputs(runtime, who, x);
  if (y === undefined) fail('DATA', { who, what: 'y is missing' });
  const output = [BATCH, ...runtime.built(who).outputRow];
  const type = labelType(loss, output);
  const given = toTensor(y, 'f32', who, { name: 'y' });
  checkRows({ ...named(xs), y: given }, who);
  const shape = [rows, ...type.shape.slice(1)];
  if (given.data.length !== sizeOf(shape) || !sameApartFromOnes(given.shape, shape))
    fail('SHAPE', {
      who,
      at: runtime.name,
      what: `${loss.className} with predictions ${printShape(output)} needs labels ${printShape(type.shape)}`,
      received: printShape([BATCH, ...given.shape.slice(1)]),
      hint:
        loss.labels === 'values' && given.shape.length === 1
          ? 'For whole class numbers use sparseCategoricalCrossentropy'
          : undefined,
    });
  checkRange(given, loss, who);
  const { data } = loss.labels === 'classes' ? toLabels(y, output.at(-1)!, who) : given;
  return { xs, y: { dtype: type.dtype, shape, data }, rows };
}

/** A label that is no probability makes a cross-entropy mean nothing, often without anything looking wrong. */
function checkRange({ data, shape }: TensorData, { className, labelRange }: Loss, who: string): void {
  if (labelRange === undefined) return;
  const [low, high] = labelRange;
  const wrong = data.findIndex((label: number) => !(label >= low && label <= high));
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `label ${data[wrong]} at row ${Math.floor(wrong / sizeOf(shape.slice(1)))} of y: ${className} needs labels in [${low}, ${high}]`,
    });
}

function named(xs: readonly TensorData[]): Record<string, TensorData> {
  return Object.fromEntries(xs.map((x, i) => [inputName(i, xs.length), x]));
}

function inputName(i: number, count: number): string {
  return count === 1 ? 'x' : `x[${i}]`;
}

/** `[n]` labels serve for predictions `[n, 1]`, and the other way round. */
function sameApartFromOnes(a: readonly number[], b: readonly number[]): boolean {
  const sizes = (shape: readonly number[]): string => [shape[0], ...shape.slice(1).filter((n) => n !== 1)].join();
  return sizes(a) === sizes(b);
}

/** A list of inputs holds objects; an array of numbers or of arrays is one input. */
function isList(x: Inputs): x is readonly { data: never; shape: readonly number[] }[] {
  return (
    Array.isArray(x) && x.length > 0 && x.every((item) => typeof item === 'object' && item !== null && 'data' in item)
  );
}
