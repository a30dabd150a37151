/** A model called once on symbols: its forward pass, still open, so that more may be written after it. */
import type { GraphEnds, TensorType } from '../ir/index.ts';
import type { Module, Outputs } from '../tracing/module.ts';
import { inputNames } from '../tracing/ports.ts';
import { Tensor } from '../tracing/tensor.ts';
import { Trace, type TraceOptions } from '../tracing/trace.ts';

/** A model, and the place of every module in it. */
export interface Traceable {
  readonly model: Module;
  readonly paths: ReadonlyMap<Module, string>;
}

/** One of the values that a model returns; `name` is `null` where it returns a single tensor. */
export interface NamedOutput {
  readonly name: string | null;
  readonly value: Tensor;
}

export interface Forward {
  readonly trace: Trace;
  readonly outputs: readonly NamedOutput[];
}

/** Calls the model on inputs of these types, batch first; `before` changes each input. */
export function traceForward(
  { model, paths }: Traceable,
  inputs: readonly TensorType[],
  options: TraceOptions,
  before: (x: Tensor) => Tensor = (x) => x,
): Forward {
  const trace = new Trace(paths, options);
  const output = model.apply(...dataInputs(trace, inputs).map(before));
  return { trace, outputs: namedOutputs(output) };
}

/** The model's data inputs in a trace. */
export function dataInputs(trace: Trace, types: readonly TensorType[]): Tensor[] {
  const names = inputNames(types.length);
  return types.map((type, i) => dataInput(trace, names[i]!, type));
}

/** An input that the caller of a run fills. */
export function dataInput(trace: Trace, name: string, type: TensorType): Tensor {
  return trace.input(name, type, { from: 'data', name });
}

export function namedOutputs(output: Outputs): NamedOutput[] {
  if (output instanceof Tensor) return [{ name: null, value: output }];
  return Object.entries(output).map(([name, value]) => ({ name, value }));
}

/** Every weight as state that is only read; what layers carry from batch to batch is replaced. */
export function statesCarried({ parameters, replacements }: Trace): NonNullable<GraphEnds['state']> {
  return [...parameters.values()].map(({ path, value }) => {
    return { name: path, node: value.ref, next: replacements.get(path)?.ref ?? null };
  });
}

/** Every weight as state that is only read. */
export function weightsRead({ parameters }: Trace): NonNullable<GraphEnds['state']> {
  return [...parameters.values()].map(({ path, value }) => ({ name: path, node: value.ref, next: null }));
}
