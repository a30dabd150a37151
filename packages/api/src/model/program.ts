/** A model as a graph: what to run, and what a run has to be fed. */
import { fail, type Graph, type Shape, type TensorData, type Values } from '../ir/index.ts';
import { hashPath, siteKey } from '../random/index.ts';

import type { Tensor } from '../tensor.ts';
import { Trace, type Site, type TraceOptions, type TracedCall, type TracedParameter } from '../trace.ts';
import type { Module } from '../module.ts';

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

/** What the inputs of a program are filled from. */
export interface Feed {
  /** Values under the program's own names. */
  readonly values: Values;
  readonly seed: number | bigint;
  readonly step: number;
  /** Number of the first row of this run. */
  readonly rowOffset?: number;
}

/** The value of every input of a program: data and masks as given, keys worked out from seed, site and step. */
export function feed(program: Program, { values, seed, step, rowOffset = 0 }: Feed): Values {
  if (rowOffset > 0x7fffffff)
    fail('DATA', {
      who: 'Model',
      what: 'rows are numbered up to 2³¹ − 1, samples included',
      received: rowOffset,
      hint: 'Sample fewer rows at a time',
    });
  const inputs: Record<string, TensorData> = { ...values };
  for (const { name } of program.graph.inputs) {
    if (name.startsWith('key:')) {
      const key = siteKey(seed, name.slice('key:'.length), step);
      inputs[name] = { dtype: 'i32', shape: [2], data: Int32Array.of(...key) };
    } else if (name === 'rowOffset') inputs[name] = { dtype: 'i32', shape: [], data: Int32Array.of(rowOffset) };
  }
  return inputs;
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
