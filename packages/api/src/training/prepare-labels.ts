/** Labels, held against the losses that are to take them. */
import { isByOutput, requireRows, toLabels, toTensor, type ArrayInput } from '../data/index.ts';
import { fail, listed, printShape, sizeOf, type Shape, type TensorData } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import { labelType, type Target } from '../programs/targets.ts';
import type { Labels } from './prepare-data.ts';

/** The labels of each target, with what messages call them. */
export function labelsOf(
  who: string,
  y: Labels,
  targets: readonly Target[],
): { target: Target; given: ArrayInput; name: string }[] {
  const [first] = targets;
  if (targets.length === 1 && !(isByOutput(y) && first!.output !== null))
    return [{ target: first!, given: y as ArrayInput, name: 'y' }];
  const names = targets.map(({ output }) => output!);
  if (!isByOutput(y))
    fail('DATA', { who, what: `y must hold labels for each output by its name: { ${listed(names)} }` });
  for (const name of Object.keys(y))
    if (!names.includes(name))
      fail('NAME', {
        who,
        what: `y has labels for ${name}, which is no output with a loss`,
        hint: `There are ${listed(names)}`,
      });
  return targets.map((target) => {
    const given = y[target.output!] ?? fail('DATA', { who, what: `y.${target.output} is missing` });
    return { target, given, name: `y.${target.output}` };
  });
}

export interface LabelParts {
  readonly who: string;
  readonly at: string;
  readonly target: Target;
  readonly given: ArrayInput;
  readonly name: string;
  readonly rows: number;
  readonly output: Shape;
}

export function prepareLabels({ who, at, target: { loss }, given: y, name, rows, output }: LabelParts): TensorData {
  const type = labelType(loss, output);
  const shape = [rows, ...type.shape.slice(1)];
  const asGiven = toTensor(y, 'f32', who, { name });
  requireRows(asGiven, rows, who, name);
  const given = loss.labelLength === undefined ? asGiven : filledUp(asGiven, shape);
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
  if (loss.labels === 'values') return { dtype: type.dtype, shape, data: given.data };
  const { data } = toLabels(given === asGiven ? y : given, loss.classCount ?? output.at(-1)!, who, name);
  return { dtype: type.dtype, shape, data };
}

/** Sequences with zeros behind them, where they are shorter than `shape` says. */
function filledUp(labels: TensorData, shape: Shape): TensorData {
  const [rows, length] = shape as [number, number];
  const own = labels.shape[1] ?? 0;
  if (labels.shape.length !== 2 || own >= length) return labels;
  const data = new Float32Array(rows * length);
  for (let i = 0; i < rows; i++) data.set(labels.data.subarray(i * own, (i + 1) * own), i * length);
  return { dtype: 'f32', shape, data };
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

/** `[n]` labels serve for predictions `[n, 1]`, and the other way round. */
function sameApartFromOnes(a: readonly number[], b: readonly number[]): boolean {
  const sizes = (shape: readonly number[]): string => [shape[0], ...shape.slice(1).filter((n) => n !== 1)].join();
  return sizes(a) === sizes(b);
}
