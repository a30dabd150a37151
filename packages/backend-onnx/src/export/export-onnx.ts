/** Trained models as ONNX files. */
import {
  BATCH,
  fail,
  field,
  optional,
  readConfig,
  text,
  validateValue,
  type Binding,
  type Graph,
  type TensorData,
  type TypedArray,
} from '@bernoulli/api/ir';
import { Namer } from '../lowerings/namer.ts';
import { encodeModel } from '../proto/encode.ts';
import { lowerGraph, type Ends } from './lower-graph.ts';
import { lowerable } from './lowerable.ts';
import { exporterVersion } from './version.ts';

/** What can be exported: a `Model` of `@bernoulli/api`, or whatever else can tell its inference graph and weights. */
export interface Exportable {
  inferenceGraph(): Inference | Promise<Inference>;
}

/** A model as it predicts: no dropout, weights as carried state that no node replaces, any batch size. */
export interface Inference {
  /** Name of the model, as in `simpleNet`. */
  readonly name: string;
  /** Its inputs and outputs are those of the file, by name; its state is the weights, by path. */
  readonly graph: Graph;
  /** A value for every state of the graph. */
  readonly weights: Readonly<Record<string, TensorData>>;
}

export interface ExportOptions {
  /** Markdown about the model, shown by viewers. */
  readonly docString?: string;
  /** Facts for programs, as in `{ seed: '7' }`; keys are free, values are text. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Name of the batch size in the file. Default: `batch`. */
  readonly batchName?: string;
  /** What the file calls the version of its producer. Default: the version of this package. */
  readonly producerVersion?: string;
}

const isRecordOfTexts = (x: unknown): boolean =>
  typeof x === 'object' && x !== null && Object.values(x).every((value) => typeof value === 'string');

const fields = {
  docString: optional(field<string>('be a text', (x) => typeof x === 'string')),
  metadata: optional(field<Readonly<Record<string, string>>>('be an object of texts', isRecordOfTexts)),
  batchName: text('batch'),
  producerVersion: text(exporterVersion),
};

/**
 * The inference graph of a model as the bytes of an `.onnx` file: opset 18, IR version 8, any batch size, weights inside,
 * nodes and weights named after the modules (`simpleNet/dense1/MatMul`, `simpleNet/dense1/kernel`). The same model gives
 * the same bytes.
 *
 * Dropout is not in the file: at inference it does nothing, and ONNX Runtime drops training-mode `Dropout` nodes anyway.
 *
 * @throws BernoulliError `UNSUPPORTED` where a size is needed that the file cannot know, or the weights exceed 2 GB; `NAME` for a weight that is missing.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { exportOnnx } from '@bernoulli/backend-onnx';
 * const model = sequential([new Dense({ units: 1 })]);
 * model.compile({ seed: 1 });
 * model.buildFor([3]);
 * const bytes = await exportOnnx(model, { docString: 'A line.' });
 * bytes instanceof Uint8Array; // => true
 * ```
 */
export async function exportOnnx(model: Exportable, options: ExportOptions = {}): Promise<Uint8Array> {
  if (typeof (model as Partial<Exportable> | null)?.inferenceGraph !== 'function')
    fail('CONFIG', { who: 'exportOnnx', what: 'takes a model, or an object with a method inferenceGraph()' });
  return exportGraph(await model.inferenceGraph(), options);
}

/** {@link exportOnnx} for a graph at hand: nothing is awaited, and the graph is written as it is. `simplify` it first where that is not done yet. */
export function exportGraph(inference: Inference, options: ExportOptions = {}): Uint8Array {
  const { name, weights } = inference;
  const graph = lowerable(inference.graph);
  const { batchName, docString, metadata, producerVersion } = readConfig('exportOnnx', options, fields);
  const names = new Namer();
  const renamed = (binding: Binding): Binding => ({ ...binding, name: names.take(binding.name) });
  const ends: Ends = {
    inputs: graph.inputs.map(renamed),
    outputs: graph.outputs.map(renamed),
    weights: graph.state.map((state) => ({ ...renamed(state), data: weightOf(graph, weights, state) })),
  };
  requireFits(ends.weights ?? []);
  const sizeName = (symbol: number): string => (symbol === BATCH ? batchName : `${batchName}_${-symbol}`);
  return encodeModel(lowerGraph(graph, ends, { name, producerVersion, docString, metadataProps: metadata, sizeName }));
}

function weightOf(graph: Graph, weights: Inference['weights'], { name, node }: Binding): TypedArray {
  const weight = weights[name];
  if (weight === undefined) fail('NAME', { who: 'exportOnnx', what: 'a weight is missing', received: name });
  validateValue(`weight ${name}`, weight, graph.nodes[node]!);
  return weight.data;
}

/** The format stores a message's length in 31 bits. Some room is left for what is not weights. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

function requireFits(weights: readonly { readonly data: TypedArray }[]): void {
  const bytes = weights.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes > MOST_BYTES)
    fail('UNSUPPORTED', {
      who: 'exportOnnx',
      what: 'an ONNX file holds less than 2 GB of weights',
      received: `${bytes} bytes`,
    });
}
