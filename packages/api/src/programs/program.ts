/** A model as a graph: what to run. */
import { fail, type Graph, type Shape } from '../ir/index.ts';
import { hashPath } from '../random/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { Trace, type Site, type TraceOptions, type TracedCall, type TracedParameter } from '../tracing/trace.ts';
import type { Module } from '../tracing/module.ts';

/** A graph with what is known of its noise. */
export interface Program {
  readonly graph: Graph;
  readonly sites: ReadonlyMap<string, Site>;
}

/** A model's forward pass, still open: more may be written after it. */
export interface Forward {
  readonly trace: Trace;
  readonly output: Tensor;
  readonly parameters: readonly TracedParameter[];
  readonly calls: readonly TracedCall[];
}

/** Names of a model's data inputs: `input`, or `input0`, `input1`, … */
export function inputNames(count: number): string[] {
  return count === 1 ? ['input'] : Array.from({ length: count }, (_, i) => `input${i}`);
}

/** Data inputs under their names in the graph. */
export function namedInputs<T>(xs: readonly T[]): Record<string, T> {
  const names = inputNames(xs.length);
  return Object.fromEntries(xs.map((x, i) => [names[i]!, x]));
}

/** Calls the model once on symbols of these shapes (batch first). */
export function traceModel(
  model: Module,
  paths: ReadonlyMap<Module, string>,
  inputShapes: readonly Shape[],
  options: TraceOptions,
  before: (x: Tensor) => Tensor = (x) => x,
): Forward {
  const trace = new Trace(paths, options);
  const names = inputNames(inputShapes.length);
  const xs = inputShapes.map((shape, i) => before(trace.input(names[i]!, { dtype: 'f32', shape })));
  const output = model.apply(...xs);
  checkSiteHashes([...trace.sites.keys()]);
  return { trace, output, parameters: [...trace.parameters.values()], calls: trace.calls };
}

/** Two sites whose paths hash alike would draw the same noise. */
function checkSiteHashes(paths: readonly string[]): void {
  const seen = new Map<number, string>();
  for (const path of paths) {
    const hash = hashPath(path);
    const other = seen.get(hash);
    if (other !== undefined)
      fail('NAME', {
        who: 'Model',
        what: `the sites ${other} and ${path} have the same hash, and would draw the same noise`,
        hint: 'Rename one of the two layers',
      });
    seen.set(hash, path);
  }
}
