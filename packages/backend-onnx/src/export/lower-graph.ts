/** A whole graph as an ONNX model: its nodes in order, each under the name of the module that wrote it. */
import {
  dependenciesOf,
  loopsIn,
  type Binding,
  type Graph,
  type Node,
  type NodeId,
  type NodeOf,
  type OpAttrs,
  type OpName,
  type Shape,
  type TensorType,
  type TypedArray,
} from '@bernoulli/api/ir';
import { lowerings } from '../lowerings/index.ts';
import type { BoundOp, Lowering } from '../lowerings/lowering.ts';
import { Namer } from '../lowerings/namer.ts';
import { OnnxWriter } from '../lowerings/onnx-writer.ts';
import { DOMAIN, irVersionOf, OPSET } from '../lowerings/opset.ts';
import { onnxType, type Value } from '../lowerings/value.ts';
import { axisNames } from './axis-names.ts';
import { compact } from './compact.ts';
import { lowerLoop } from './lower-loop.ts';
import type { RecurrentForm, WeightType } from './options.ts';
import { recurrentOperator, writeRecurrent, type RecurrentOperator } from './recurrent-operators.ts';
import type { Dimension, ModelProto, ValueInfoProto } from '../proto/messages.ts';

/** Which ends the ONNX graph has; names must be unique among all of them. */
export interface Ends {
  /** Nodes whose values come from outside, whatever their op. */
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  /** Nodes whose values are written into the file, those that the outputs need. */
  readonly weights?: readonly Weight[];
  /** What is written before everything else. */
  readonly prelude?: Prelude;
  /** What is written after it. */
  readonly epilogue?: Epilogue;
}

export interface Weight extends Binding {
  readonly data: TypedArray;
}

/** Values that are worked out from inputs which no node of the graph stands for. */
export interface Prelude {
  readonly inputs: readonly ValueInfoProto[];
  readonly write: (w: OnnxWriter) => ReadonlyMap<NodeId, Value>;
}

/** Values that are worked out from the outputs, in operators that the graph has no ops for. */
export interface Epilogue {
  readonly outputs: readonly (Omit<ValueInfoProto, 'shape'> & { readonly shape: Shape })[];
  /** Writes them from the outputs of the graph, and gives their names in the order of `outputs`. */
  readonly write: (w: OnnxWriter, outputs: readonly string[]) => readonly string[];
}

/** What a model says of itself, beside what it computes. */
export interface ModelCard extends Partial<Pick<ModelProto, 'producerVersion' | 'docString' | 'metadataProps'>> {
  /** Name of the graph. */
  readonly name: string;
  /** Version of ONNX's operators. Default 18. */
  readonly opset?: number;
  /** How weights are stored. Default `f32`. */
  readonly weights?: WeightType | undefined;
  /** How recurrent layers are written. Default `scan`. */
  readonly recurrent?: RecurrentForm | undefined;
  /** Names of open sizes, by symbol. Default: what they are, as in `batch` and `time`. */
  readonly sizeNames?: ReadonlyMap<number, string> | undefined;
}

/** @param graph of ops that have a lowering: see `lowerable` */
export function lowerGraph(
  graph: Graph,
  ends: Ends,
  { name, sizeNames = new Map(), opset = OPSET, weights = 'f32', recurrent = 'scan', ...card }: ModelCard,
): ModelProto {
  const w = writeNodes(graph, ends, recurrent === 'operators' ? operatorsIn(graph) : new Map());
  const sizeName = axisNames(graph, ends.inputs, sizeNames);
  const info = (end: Binding): ValueInfoProto => valueInfo(end.name, graph.nodes[end.node]!, sizeName);
  const standard = { domain: '', version: opset };
  const functions = [...w.functions.values()].map((own) => ({ ...own, opsetImports: [standard] }));
  const model: ModelProto = {
    irVersion: irVersionOf(opset),
    opsetImports: functions.length === 0 ? [standard] : [standard, { domain: DOMAIN, version: 1 }],
    producerName: 'bernoulli',
    producerVersion: '',
    domain: DOMAIN,
    ...card,
    graph: {
      name,
      ...w.finish(),
      inputs: [...ends.inputs.map(info), ...(ends.prelude?.inputs ?? [])],
      outputs: [
        ...ends.outputs.map(info),
        ...(ends.epilogue?.outputs.map((each) => ({ ...each, shape: dimensions(each.shape, sizeName) })) ?? []),
      ],
    },
    functions,
  };
  return weights === 'f32' ? model : compact(model, new Set(ends.weights?.map(({ name: own }) => own)), weights);
}

/** Loops that are an operator of ONNX's, under each of their nodes. */
type Operators = ReadonlyMap<NodeId, RecurrentOperator>;

function operatorsIn(graph: Graph): Operators {
  const found = loopsIn(graph).flatMap((ids) => {
    const operator = recurrentOperator(
      graph,
      ids.map((id) => graph.nodes[id] as NodeOf<'scan'>),
    );
    return operator === undefined ? [] : ids.map((id) => [id, operator] as const);
  });
  return new Map(found);
}

function writeNodes(
  graph: Graph,
  { inputs, outputs, weights = [], prelude, epilogue }: Ends,
  operators: Operators,
): OnnxWriter {
  const names = new Namer();
  const more = [...(prelude?.inputs ?? []), ...(epilogue?.outputs ?? [])];
  for (const end of [...inputs, ...outputs, ...weights, ...more]) names.take(end.name);
  const w = new OnnxWriter(names);
  const values = new Map<NodeId, Value>();
  for (const { name, node } of inputs) {
    const { dtype, shape } = graph.nodes[node]!;
    values.set(node, { name, dtype, shape });
    w.learnSizes(name, shape);
  }
  for (const [node, value] of prelude?.write(w) ?? []) values.set(node, value);
  writeInto(w, graph, values, outputs, new Map(weights.map((weight) => [weight.node, weight])), operators);
  const last = epilogue?.write(
    w,
    outputs.map(({ node }) => values.get(node)!.name),
  );
  last?.forEach((value, i) => w.publish(value, epilogue!.outputs[i]!.name));
  return w;
}

/** Writes the nodes that the outputs need and that have no values yet. */
const writeInto = (
  w: OnnxWriter,
  graph: Graph,
  values: Map<NodeId, Value>,
  outputs: readonly Binding[],
  weights: ReadonlyMap<NodeId, Weight> = new Map(),
  operators: Operators = new Map(),
): void => {
  const results = outputs.map(({ node }) => node);
  // A value without elements asks for no other.
  const empty = graph.nodes.flatMap(({ shape }, id) => (shape.includes(0) ? [id] : []));
  const nodes = graph.nodes.map((node, id) => ({ ...node, inputs: operators.get(id)?.inputs ?? node.inputs }) as Node);
  const needed = dependenciesOf({ ...graph, nodes }, results, new Set([...values.keys(), ...empty]));
  const loops = new Map(loopsIn(graph, (id) => needed.has(id)).flatMap((ids) => ids.map((id) => [id, ids] as const)));
  const valueOf = (id: NodeId): Value => {
    const known = values.get(id) ?? writeConstant(graph.nodes[id]!, w);
    values.set(id, known);
    return known;
  };
  for (const id of needed) {
    const node = graph.nodes[id]!;
    // Constants are written where they are first read: their order in the graph is nobody's business.
    if (values.has(id) || (node.op === 'constant' && !weights.has(id))) continue;
    w.site = node.site;
    const { dtype, shape } = node;
    const weight = weights.get(id);
    // ORT refuses much of what is empty; a value without elements needs no computing.
    if (weight !== undefined) values.set(id, { name: w.weight(weight.name, weight.data, shape), dtype, shape });
    else if (shape.includes(0)) values.set(id, { name: w.filled(node, 0), dtype, shape });
    else if (node.op !== 'scan') values.set(id, lowerNode(node, valueOf, w));
    else {
      const ids = loops.get(id)!.filter((each) => !graph.nodes[each]!.shape.includes(0));
      const loop = ids.map((each) => graph.nodes[each] as NodeOf<'scan'>);
      const operator = operators.get(id);
      const names =
        operator === undefined
          ? lowerLoop(loop, node.inputs.map(valueOf), w, writeInto)
          : writeRecurrent(loop, operator, (each) => valueOf(each).name, w);
      loop.forEach((each, i) => values.set(ids[i]!, { name: names[i]!, dtype: each.dtype, shape: each.shape }));
    }
  }
  for (const { name, node } of outputs) w.publish(valueOf(node).name, name);
};

/** Writes a node of which the operands are written. */
function lowerNode(node: Node, valueOf: (id: NodeId) => Value, w: OnnxWriter): Value {
  const { op, dtype, shape, attrs } = node;
  const lowering = lowerings[op as Exclude<OpName, BoundOp>] as Lowering<OpAttrs<OpName>>;
  const inputs = node.inputs.map(valueOf);
  return { name: lowering(inputs, { w, attrs: attrs as OpAttrs<OpName>, type: node }), dtype, shape };
}

function writeConstant(node: Node, w: OnnxWriter): Value {
  const { dtype, shape } = node;
  const { value } = (node as NodeOf<'constant'>).attrs;
  const name = w.constant(value, shape);
  return value.length === 1 ? { name, dtype, shape, scalar: value[0]! } : { name, dtype, shape };
}

type SizeName = ReturnType<typeof axisNames>;

function valueInfo(name: string, { dtype, shape }: TensorType, sizeName: SizeName): ValueInfoProto {
  return { name, dataType: onnxType[dtype], shape: dimensions(shape, sizeName) };
}

function dimensions(shape: Shape, sizeName: SizeName): Dimension[] {
  return shape.map((n) => (n < 0 ? sizeName(n) : n));
}
