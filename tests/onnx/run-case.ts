/** Runs one case: reads the model, writes it as a graph of ours, and runs that on a backend. */
import { readFileSync } from 'node:fs';
import { BernoulliError, getInitializer, Trace, type Backend, type Graph, type TensorData } from '@bernoulli/api';
import { arrayFrom, simplify, type DType } from '@bernoulli/api/ir';
import { exportGraph, importOnnx, UnsupportedOnnx, type OnnxModel } from '@bernoulli/backend-onnx';
import { decodeModel } from '../../packages/backend-onnx/src/proto/decode.ts';
import { elementTypes } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { StoredGraph, StoredPort, StoredType } from '../../packages/backend-onnx/src/proto/stored-model.ts';
import { modulePaths } from '../../packages/api/src/tracing/module-paths.ts';
import { ramps, readValues, type OnnxCase } from './cases.ts';
import { readValue, type CaseTensor, type CaseValue } from './value-file.ts';
import { difference, isNoise, roundsOften } from './difference.ts';

export interface Outcome {
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'unsupported';
  /** What is wrong, or not there. */
  readonly why?: string;
}

export interface RunOptions {
  readonly backend: Backend;
  /** Whether the model is exported, and what that gives is read again, before it runs. */
  readonly throughExport: boolean;
}

export async function runCase(of: OnnxCase, options: RunOptions): Promise<Outcome> {
  const { name } = of;
  try {
    if (of.broken !== undefined) return { name, result: 'fail', why: of.broken };
    if (of.elsewhere !== undefined)
      return { name, result: 'unsupported', why: `the model is not here: ${of.elsewhere}` };
    if (of.outputs !== undefined) {
      const why = await runLight(of, of.outputs, options);
      return why === undefined ? { name, result: 'pass' } : { name, result: 'fail', why };
    }
    if (of.folders.length === 0) return { name, result: 'unsupported', why: 'no data set' };
    for (const folder of of.folders) {
      const why = await runSet(of, folder, options);
      if (why !== undefined) return { name, result: 'fail', why };
    }
    return { name, result: 'pass' };
  } catch (error) {
    if (BernoulliError.is(error) && error.code === 'UNSUPPORTED')
      return { name, result: 'unsupported', why: error.message };
    return { name, result: 'fail', why: (error as Error).stack ?? String(error) };
  }
}

function notHere(what: string): never {
  throw new BernoulliError('UNSUPPORTED', { who: 'onnx-tests', what });
}

/** A program of the model for these inputs. */
interface Written {
  readonly graph: Graph;
  readonly weights: Readonly<Record<string, TensorData>>;
  readonly model: OnnxModel;
}

async function runSet(of: OnnxCase, folder: string, options: RunOptions): Promise<string | undefined> {
  const { inputs: taken, outputs } = graphOf(of.model);
  refuseOtherValues([...taken, ...outputs]);
  return compared(of, readValues(folder, 'input', taken), readValues(folder, 'output', outputs), options);
}

/** A model without data sets, on inputs that need no file. */
function runLight(of: OnnxCase, files: readonly string[], options: RunOptions): Promise<string | undefined> {
  const { inputs, initializers, outputs } = graphOf(of.model);
  if (files.length === 0) notHere('a light model without what it gives');
  const stored = new Set(initializers.map(({ name }) => name));
  const ports = inputs.filter(({ name }) => !stored.has(name));
  return compared(
    of,
    ramps(ports),
    files.map((file, i) => readValue(readFileSync(file), outputs[i]?.type ?? 'float')),
    options,
  );
}

/** What differs from what is expected. */
async function compared(
  of: OnnxCase,
  inputs: readonly CaseValue[],
  wanted: readonly CaseValue[],
  options: RunOptions,
): Promise<string | undefined> {
  const expected = wanted.flatMap((value) => value ?? notHere('a value that is not there is expected'));
  const made = await runModel(of.model, inputs, options);
  if (made.length !== expected.length) return `gives ${made.length} values, not ${expected.length}`;
  for (const [i, { name, value }] of made.entries()) {
    const why = difference(value, expected[i]!, of.tolerance);
    if (why === undefined) continue;
    if (roundsOften(value, expected[i]!))
      notHere(`arithmetic in ${expected[i]!.type} that rounds at every step, and differs in the last digit: ${why}`);
    if (isNoise(value, expected[i]!)) notHere(`the case holds what rounding left of a sum that is 0: ${why}`);
    return `output ${name}: ${why}`;
  }
  return undefined;
}

/** The outputs of a file for these inputs, in the order of the file. */
export async function runModel(
  source: string | Uint8Array,
  inputs: readonly CaseValue[],
  { backend, throughExport }: RunOptions,
): Promise<{ readonly name: string; readonly value: TensorData }[]> {
  const { written: own, given } = await read(source, inputs);
  if (own.model.alwaysDrops.length > 0)
    notHere(`the noise of ${own.model.alwaysDrops.join(', ')} is another generator's`);
  const written = throughExport ? await again(own) : own;
  const executable = await backend.compile(written.graph);
  try {
    for (const { name } of written.graph.state) await executable.writeState(name, written.weights[name]!);
    const ports = written.model.inputs;
    const values = Object.fromEntries(
      written.graph.inputs.map(({ name }) => {
        const at = ports.length === 1 && name === 'input' ? 0 : Number(name.replace('input', ''));
        return [name, asData(given[at]!)];
      }),
    );
    const results = await executable.run(values);
    return written.graph.outputs.map(({ name }) => ({ name, value: results[name]! }));
  } finally {
    await executable.dispose();
  }
}

/** Reads the model; inputs that it has to know are given as the data set has them. */
async function read(
  source: string | Uint8Array,
  inputs: readonly CaseValue[],
): Promise<{ written: Written; given: CaseTensor[] }> {
  const names = inputNames(source);
  const known = new Set<string>();
  for (;;) {
    try {
      const values = Object.fromEntries(
        names.flatMap((name, i) => (known.has(name) && inputs[i] !== undefined ? [[name, inputs[i]]] : [])),
      );
      const model = await importOnnx(source, { inputs: values });
      const given = names.flatMap((name, i) => (known.has(name) || inputs[i] === undefined ? [] : [inputs[i]]));
      if (!given.every(isTensor)) notHere('an input that is no tensor, and is not known');
      return { written: write(model, given), given };
    } catch (error) {
      const needs = error instanceof UnsupportedOnnx ? error.nodes.flatMap((node) => node.needs) : [];
      const fresh = needs.filter((name) => !known.has(name));
      if (fresh.length === 0) throw error;
      for (const name of fresh) known.add(name);
    }
  }
}

const isTensor = (value: CaseValue): value is CaseTensor => value !== null && 'data' in value;

/** Data of texts and maps are not read. */
function refuseOtherValues(ports: readonly StoredPort[]): void {
  for (const { name, type } of ports)
    for (let inner: StoredType | undefined = type; typeof inner === 'object'; inner = inner.of)
      if (inner.of === undefined) notHere(`${name} of type ${inner.other}`);
}

/** The graph of a file, without its numbers. */
function graphOf(path: string): StoredGraph {
  return decodeModel(readFileSync(path), ({ length }) => new Uint8Array(length)).graph;
}

/** The names of the inputs in the order of the file, without those that are stored in it. */
function inputNames(source: string | Uint8Array): string[] {
  const bytes = typeof source === 'string' ? readFileSync(source) : source;
  const { graph } = decodeModel(bytes, ({ length }) => new Uint8Array(length));
  const stored = new Set(graph.initializers.map(({ name }) => name));
  return graph.inputs.map(({ name }) => name).filter((name) => !stored.has(name));
}

const inputName = (i: number, of: number): string => (of === 1 ? 'input' : `input${i}`);

function write(model: OnnxModel, given: readonly CaseTensor[], names?: readonly string[]): Written {
  const trace = new Trace(modulePaths(model, model.name), { mode: 'infer' });
  const xs = model.inputs.map(({ type }, i) => {
    const { shape } = given[i] ?? notHere(`no data for input ${i}`);
    return trace.input(names?.[i] ?? inputName(i, model.inputs.length), { dtype: elementTypes[type].dtype, shape });
  });
  const made = xs.length === 0 ? model.apply(trace.constant(0)) : model.apply(...xs);
  const outputs =
    'ref' in made ? { output: made.ref } : Object.fromEntries(Object.entries(made).map(([name, t]) => [name, t.ref]));
  const parameters = [...trace.parameters.values()];
  const state = parameters.map(({ path, value }) => ({ name: path, node: value.ref, next: null }));
  const graph = simplify(trace.b.build({ outputs: outputs as Record<string, never>, state }), { final: true });
  const weights = Object.fromEntries(
    parameters.map(({ path, parameter: { shape, initializer } }) => {
      return [path, { dtype: 'f32' as DType, shape, data: getInitializer(initializer).draw([0, 0], shape) }];
    }),
  );
  return { graph, weights, model };
}

/** The model exported, and read again. */
async function again({ graph, weights, model }: Written): Promise<Written> {
  const bytes = exportGraph({ name: model.name, graph, weights });
  const next = await importOnnx(bytes);
  const shapes = graph.inputs.map(({ node }) => graph.nodes[node]!);
  const written = write(
    next,
    next.inputs.map(({ name }) => {
      const at = graph.inputs.findIndex((input) => input.name === name);
      return { type: 'float', shape: shapes[at]!.shape, data: new Float32Array() };
    }),
    // One that nothing hangs on is not in the export: the others keep their names.
    next.inputs.map(({ name }) => name),
  );
  return { ...written, model };
}

function asData({ type, shape, data }: CaseTensor): TensorData {
  const { dtype } = elementTypes[type];
  if (type === 'uint32') return { dtype, shape, data: Int32Array.from(data, (x) => x | 0) };
  if (dtype === 'i32' && data.some((x) => x > 2 ** 31 - 1 || x < -(2 ** 31)))
    notHere(`an input of type ${type} that 32 bits do not hold`);
  if (type === 'double' && data.some((x) => Number.isFinite(x) && !Number.isFinite(Math.fround(x))))
    notHere('an input of type double that f32 does not hold');
  return { dtype, shape, data: arrayFrom(dtype, data) };
}
