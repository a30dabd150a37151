/** Trained models as ONNX files. */
import { BATCH, fail, readConfig, type Binding, type Graph, type TensorData } from '@bernoulli/api/ir';
import { Namer } from '../lowerings/namer.ts';
import { DOMAIN } from '../lowerings/opset.ts';
import { encodeModel } from '../proto/encode.ts';
import type { ModelProto } from '../proto/messages.ts';
import { conformalEnds, type Calibration } from './conformal.ts';
import { programModel, stateModel, type ExportableProgram } from './export-program.ts';
import { fold } from './fold.ts';
import { inlineFunctions } from './inline-functions.ts';
import { lowerGraph, type Ends, type ModelCard } from './lower-graph.ts';
import { lowerable } from './lowerable.ts';
import {
  graphFields,
  readExportOptions,
  type ExportOptions,
  type GraphOptions,
  type ReadGraphOptions,
} from './options.ts';
import { uncertainGraph } from './uncertain-graph.ts';
import { weightOf } from './weight-of.ts';

/** What can be exported: a `Model` of `@bernoulli/api`, or whatever else can tell its inference graph and weights, or its programs. */
export interface Exportable {
  readonly name?: string;
  /** How far it is trained: the rates of an `uncertainty` file are those of this step. Default 0. */
  readonly progress?: { readonly step: number };
  inferenceGraph(): Inference | Promise<Inference>;
  /** For the modes that draw or train. */
  program?(
    kind: 'sample' | 'moments' | 'training' | 'gradients' | 'apply',
    options: { readonly batchSize?: number; readonly masks?: boolean; readonly samples?: number },
  ): Promise<ExportableProgram>;
}

/** A model as it predicts: no dropout, weights as carried state that no node replaces, any batch size. */
export interface Inference {
  /** Name of the model, as in `simpleNet`. */
  readonly name: string;
  /** Its inputs and outputs are those of the file, by name; its state is the weights, by path. */
  readonly graph: Graph;
  /** A value for every state of the graph. */
  readonly weights: Readonly<Record<string, TensorData>>;
  /** What open sizes are called, by symbol, where something says it. */
  readonly sizeNames?: ReadonlyMap<number, string>;
}

/** What each mode asks the model for. */
const programOf = {
  stochastic: 'sample',
  uncertainty: 'moments',
  training: 'training',
  gradients: 'gradients',
  apply: 'apply',
  state: 'training',
} as const;

const [DEFAULT_STEPS, DEFAULT_SAMPLES] = [100_000, 100];

/**
 * A model as the bytes of an `.onnx` file: opset 18 unless another is asked for, weights inside, nodes and weights named after the modules
 * (`simpleNet/dense1/MatMul`, `simpleNet/dense1/kernel`). The same model gives the same bytes.
 *
 * `inference` takes any batch size and holds no dropout: at inference it does nothing, and ONNX Runtime drops training-mode `Dropout` nodes
 * anyway. In the other modes noise is drawn inside the file by integer operators, bit for bit as here: key and mask follow from the inputs
 * `seed` and `step`, both `int64` scalars. `stochastic` takes any batch size, and rows from number `rowOffset` on. `uncertainty` puts out
 * `mean:<name>`, `variance:<name>` and, for probabilities, `entropy:<name>` and `mutualInformation:<name>`. In `training` and
 * `apply` all that a step carries on (weights, moments) is an input, and an output `next:<name>` that takes its place at the next step; a file
 * of mode `state` has what it begins with. A step that is not finite puts out the old state, and `finite` as false. `gradients` has the
 * weights inside, or takes them as inputs (`weightInputs`), as it has to for a second step.
 *
 * @throws BernoulliError `UNSUPPORTED` where a size is needed that the file cannot know, rows share draws that `uncertainty` samples, or the
 *   weights exceed 2 GB; `NAME` for a weight that is missing; `CONFIG` for a bad setting, or one that the mode has not; `STATE` for training
 *   of a model that was compiled without it.
 * @example
 * ```ts
 * import { Dense, Dropout, sequential } from '@bernoulli/api';
 * import { exportOnnx } from '@bernoulli/backend-onnx';
 * const model = sequential([new Dense({ units: 8 }), new Dropout({ rate: 0.5 }), new Dense({ units: 1 })]);
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 1 });
 * model.buildFor([3]);
 * const predicts = await exportOnnx(model, { docString: 'A line.' });
 * const draws = await exportOnnx(model, { mode: 'stochastic', masks: true });
 * const trains = await exportOnnx(model, { mode: 'training', batchSize: 16 });
 * predicts.length < draws.length; // => true
 * ```
 */
export async function exportOnnx(model: Exportable, options: ExportOptions = {}): Promise<Uint8Array> {
  return encode(await exportedModel(model, options));
}

/** {@link exportOnnx} as a message that is still to be encoded. */
export async function exportedModel(model: Exportable, options: ExportOptions): Promise<ModelProto> {
  if (typeof (model as Partial<Exportable> | null)?.inferenceGraph !== 'function')
    fail('CONFIG', { who: 'exportOnnx', what: 'takes a model, or an object with a method inferenceGraph()' });
  const { mode, masks, samples, probabilities, calibration, batchSize, weightInputs, steps, ...graphOptions } =
    readExportOptions(options);
  if (mode === 'inference' || mode === 'conformal')
    return inferenceModel(await model.inferenceGraph(), graphOptions, calibration);
  if (typeof model.program !== 'function')
    fail('CONFIG', { who: 'exportOnnx', what: `mode ${mode} takes a model, or an object with a method program()` });
  const copies = mode === 'uncertainty' ? (samples ?? DEFAULT_SAMPLES) : undefined;
  const program = await model.program(programOf[mode], {
    ...(masks === undefined ? {} : { masks }),
    ...(copies === undefined ? {} : { samples: copies }),
    ...(batchSize === undefined ? {} : { batchSize }),
  });
  const { name = 'model' } = model;
  const card = { ...cardOf(graphOptions, program), name };
  if (mode === 'state') return finished(stateModel(program, card), graphOptions);
  const graph = copies === undefined ? program.graph : uncertainGraph(program.graph, probabilities ?? false);
  const moments = copies === undefined ? undefined : { copies, step: model.progress?.step ?? 0 };
  const drawsBy = mode === 'stochastic' ? 'site' : 'path';
  const made = programModel(
    { ...program, graph },
    {
      ...card,
      steps: steps ?? DEFAULT_STEPS,
      drawsBy,
      moments,
      weightInputs: weightInputs ?? false,
    },
  );
  return finished(made, graphOptions);
}

/** {@link exportOnnx} for a graph at hand: nothing is awaited, and the graph is written as it is. `simplify` it first where that is not done yet. */
export function exportGraph(inference: Inference, options: GraphOptions = {}): Uint8Array {
  return encode(inferenceModel(inference, readConfig('exportOnnx', options, graphFields)));
}

function inferenceModel(inference: Inference, read: ReadGraphOptions, calibration?: Calibration): ModelProto {
  const { name, weights, graph: simple, folded } = read.fold === true ? fold(inference) : { ...inference, folded: [] };
  const graph = lowerable(simple);
  const names = new Namer();
  const renamed = (binding: Binding): Binding => ({ ...binding, name: names.take(binding.name) });
  const ends: Ends = {
    inputs: graph.inputs.map(renamed),
    outputs: graph.outputs.map(renamed),
    weights: graph.state.map((state) => ({ ...renamed(state), data: weightOf(graph, weights, state) })),
    ...(calibration === undefined ? {} : conformalEnds(graph, calibration)),
  };
  const card = cardOf(read, inference);
  const facts =
    folded.length === 0 ? card.metadataProps : { ...card.metadataProps, [`${DOMAIN}.folded`]: folded.join('; ') };
  return finished(lowerGraph(graph, ends, { ...card, metadataProps: facts, name }), read);
}

function cardOf(
  read: ReadGraphOptions,
  { sizeNames = new Map() }: Pick<Inference, 'sizeNames'>,
): Omit<ModelCard, 'name'> {
  const { batchName, docString, metadata, producerVersion, opset, weights, recurrent } = read;
  const names = batchName === undefined ? sizeNames : new Map([...sizeNames, [BATCH, batchName]]);
  return { producerVersion, docString, metadataProps: metadata, opset, sizeNames: names, weights, recurrent };
}

function finished(model: ModelProto, { functions }: Pick<ReadGraphOptions, 'functions'>): ModelProto {
  return functions ? model : inlineFunctions(model);
}

function encode(model: ModelProto): Uint8Array {
  const bytes = weightBytes(model);
  if (bytes > MOST_BYTES)
    fail('UNSUPPORTED', {
      who: 'exportOnnx',
      what: 'an ONNX file holds less than 2 GB of weights',
      received: `${bytes} bytes`,
      hint: 'saveOnnx of @bernoulli/backend-onnx/node writes them beside the file',
    });
  return encodeModel(model);
}

/** The format stores a message's length in 31 bits. Some room is left for what is not weights. */
export const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** How many bytes the numbers in a model have. */
export function weightBytes({ graph }: ModelProto): number {
  return graph.initializers.reduce((sum, { data }) => sum + data.byteLength, 0);
}
