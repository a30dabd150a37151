/** What a model is once it has seen the shapes of its inputs: its parameters, and the shapes of what it returns. */
import { getConstraint } from '../constraints/index.ts';
import { getInitializer } from '../initializers/index.ts';
import { BATCH, BernoulliError, fail, printShape, type Shape } from '../ir/index.ts';
import { namedOutputs, traceForward, type Forward, type Traceable } from '../programs/forward.ts';
import { leavesProbabilities } from '../programs/prediction-law.ts';
import { symbolic, type RowType } from '../programs/predict.ts';
import { getRegularizer } from '../regularizers/index.ts';
import { placed, restated } from '../tracing/placed.ts';
import type { Module, Outputs, Parameter } from '../tracing/module.ts';
import { inputNames, isStateName, layerOfState } from '../tracing/ports.ts';
import type { Trace } from '../tracing/trace.ts';
import type { OutputShape } from './compiled.ts';
import { sourcesOf, type Source } from './sources.ts';

export interface Built {
  /** One row of each input. */
  readonly rows: readonly RowType[];
  /** Predictions for any batch; sizes that follow from an open axis are symbols. */
  readonly outputs: readonly OutputShape[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Uses of modules, innermost first, with the shapes of what they returned for a few rows. */
  readonly calls: readonly BuiltCall[];
  /** Where each output comes from. */
  readonly ends: readonly (readonly Source[])[];
  /** The places of all sites. */
  readonly places: readonly string[];
  /** Paths of the layers that carry states from batch to batch. */
  readonly carried: readonly string[];
}

export interface BuiltCall {
  readonly path: string;
  readonly module: Module;
  readonly shapes: readonly Shape[];
  /** What it read, where the model itself used it. */
  readonly from: readonly Source[];
  /** True for what the model itself used, rather than a module in it. */
  readonly outermost: boolean;
}

/** So many rows, so that a layer which confuses the batch with another axis is found. */
export const TRIAL_ROWS = 2;

/** Reads a model for inputs of these rows, which makes its parameters. */
export function buildModel(
  traceable: Traceable,
  name: string,
  rows: readonly RowType[],
): { built: Built; trial: Forward } {
  refuseModelsWithWeights(traceable);
  const trial = withInputs(traceable, name, rows.length, () =>
    traceForward(traceable, symbolic(rows, TRIAL_ROWS), { mode: 'infer' }),
  );
  const { calls, places } = trial.trace;
  const { from, ends } = sourcesOf(trial, name);
  const built: Built = {
    rows,
    outputs: outputShapes(trial, name),
    parameters: declared(trial.trace),
    calls: calls.map(({ path, module, caller, output }, i) => ({
      path,
      module,
      shapes: shapesOf(output),
      from: from[i]!,
      outermost: caller === name,
    })),
    ends,
    places,
    carried: [...new Set([...trial.trace.parameters.keys()].filter(isStateName).map(layerOfState))],
  };
  return { built, trial };
}

/**
 * What goes wrong in a `call` that was given too few inputs is that: the rest of them were undefined. And a shape that does not fit
 * holds the rows of the trial, which nobody gave.
 */
function withInputs<T>({ model }: Traceable, at: string, given: number, trace: () => T): T {
  const wanted = inputsOfCall(model);
  try {
    return trace();
  } catch (cause) {
    if (BernoulliError.is(cause)) throw ofTrial(cause);
    if (given >= wanted) throw cause;
    const what = `call takes ${wanted} inputs`;
    throw new BernoulliError('SHAPE', { who: 'Model', at, what, received: given }, { cause });
  }
}

/**
 * How many inputs a model's `call` names.
 *
 * @throws BernoulliError `CONFIG` for a model without one, as JavaScript allows.
 */
export function inputsOfCall(model: Module): number {
  const { call } = model as Partial<Module>;
  if (typeof call === 'function') return call.length;
  return fail('CONFIG', { who: model.className, what: 'has no method call, which says how its layers are applied' });
}

/** Says of an input that was received what its first size is. */
function ofTrial(error: BernoulliError): BernoulliError {
  const { what, received, hint } = error.problem;
  if (!what.includes('[batch') || !new RegExp(`^\\[${TRIAL_ROWS}[,\\]]`).test(String(received))) return error;
  const ofRows = `The first ${TRIAL_ROWS} is the batch: a model is tried on ${TRIAL_ROWS} rows`;
  return restated(error, { hint: hint === undefined ? ofRows : `${hint}. ${ofRows}` });
}

/** The weights of all modules in use: as they are read, then those that only training or sampling reads. */
function declared({ parameters, calls }: Trace): Map<string, Parameter> {
  const read = [...parameters.values()].filter(({ path }) => !isStateName(path));
  const all = new Map(read.map(({ path, parameter }) => [path, parameter]));
  for (const { path, module } of calls)
    for (const [name, parameter] of module.parameters)
      if (!all.has(`${path}/${name}`)) all.set(`${path}/${name}`, parameter);
  for (const [path, parameter] of all) requireLaws(path, parameter);
  return all;
}

/** Fails for a law that does not exist where the weight is declared, rather than in the middle of training. */
function requireLaws(path: string, { initializer, regularizer, constraint }: Parameter): void {
  try {
    getInitializer(initializer);
    getRegularizer(regularizer);
    getConstraint(constraint);
  } catch (error) {
    throw placed(error, path);
  }
}

/** Shapes alone: tensors would hold on to the whole trace. */
function shapesOf(output: Outputs): Shape[] {
  return namedOutputs(output).map(({ value }) => value.shape);
}

/** The shapes of predictions in a trial, with any batch in the place of its rows. */
export function outputShapes(trial: Forward, name: string): OutputShape[] {
  return trial.outputs.map((prediction) => {
    const {
      name: output,
      value: { shape },
    } = prediction;
    if (shape[0] !== TRIAL_ROWS)
      fail('SHAPE', {
        who: 'Model',
        at: name,
        what: `call must return one row per row of its input${output === null ? '' : `, as ${output}`}: [batch, …]`,
        received: `${printShape(shape)} for a batch of ${TRIAL_ROWS}`,
      });
    return { name: output, shape: [BATCH, ...shape.slice(1)], unbounded: leavesProbabilities(trial, prediction) };
  });
}

function refuseModelsWithWeights({ paths }: Traceable): void {
  for (const [module, path] of paths)
    if (module.ownsWeights)
      fail('STATE', {
        who: module.className,
        at: path,
        what: 'a model that has weights of its own cannot be part of another, which would make new ones',
        hint: 'Put a fresh one there, and copy the weights with getWeights and setWeights',
      });
}

/** @throws BernoulliError `SHAPE` unless rows of these types are what the model was built for. */
export function checkRowTypes(name: string, wanted: readonly RowType[], received: readonly RowType[]): void {
  const fits = ({ dtype, shape }: RowType, other: RowType): boolean =>
    dtype === other.dtype &&
    shape.length === other.shape.length &&
    shape.every((size, i) => size === null || size === other.shape[i]);
  const wrong = wanted.length === received.length ? wanted.findIndex((row, i) => !fits(row, received[i]!)) : null;
  if (wrong === -1) return checkNamedSizes(name, wanted, received);
  const one = wrong !== null && wanted.length > 1;
  const [needed, given] = one ? [[wanted[wrong]!], [received[wrong]!]] : [wanted, received];
  const mixed = [...needed, ...given].some(({ dtype }) => dtype !== 'f32');
  fail('SHAPE', {
    who: 'Model',
    at: name,
    what: `${one ? `${inputNames(wanted.length)[wrong]} ` : ''}takes rows of shape ${printRows(needed, mixed)}`,
    received: printRows(given, mixed),
    hint: given.some(({ shape }) => shape.length === 0)
      ? 'The first axis is the batch: a single row x is handed in as [x]'
      : undefined,
  });
}

/** Sizes of one name are one size. */
function checkNamedSizes(model: string, wanted: readonly RowType[], received: readonly RowType[]): void {
  const sizes = new Map<string, number | null>();
  wanted.forEach(({ names, shape }, i) =>
    names?.forEach((name, axis) => {
      if (name === null || shape[axis] !== null) return;
      const size = received[i]!.shape[axis]!;
      if (size !== (sizes.get(name) ?? size))
        fail('SHAPE', {
          who: 'Model',
          at: model,
          what: `${name} must be one size in all inputs`,
          received: `${sizes.get(name)} and ${size}`,
        });
      sizes.set(name, size);
    }),
  );
}

function printRows(rows: readonly RowType[], withDType: boolean): string {
  return rows
    .map(({ dtype, shape }) => `${withDType ? dtype : ''}[${shape.map((size) => size ?? 'null').join(', ')}]`)
    .join(' and ');
}

/** True where some size is known only from the data. */
export function isOpen(rows: readonly RowType[]): boolean {
  return rows.some(({ shape }) => shape.includes(null));
}
