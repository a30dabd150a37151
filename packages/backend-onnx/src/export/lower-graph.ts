/** A whole graph as an ONNX model: its nodes in order, each under the name of the module that wrote it. */
import type { Binding, Graph, Node, NodeId, OpAttrs, OpName, TensorType, TypedArray } from '@bernoulli/api/ir';
import { lowerings } from '../lowerings/index.ts';
import type { BoundOp, Lowering } from '../lowerings/lowering.ts';
import { Namer } from '../lowerings/namer.ts';
import { OnnxWriter } from '../lowerings/onnx-writer.ts';
import { DOMAIN, IR_VERSION, OPSET } from '../lowerings/opset.ts';
import { onnxType, type Value } from '../lowerings/value.ts';
import type { Dimension, ModelProto, ValueInfoProto } from '../proto/messages.ts';
import { reach } from './reach.ts';

/** Which ends the ONNX graph has; names must be unique among all of them. */
export interface Ends {
  /** Nodes whose values come from outside, whatever their op. */
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  /** Nodes whose values are written into the file, those that the outputs need. */
  readonly weights?: readonly (Binding & { readonly data: TypedArray })[];
}

/** What a model says of itself, beside what it computes. */
export interface ModelCard extends Partial<Pick<ModelProto, 'producerVersion' | 'docString' | 'metadataProps'>> {
  /** Name of the graph. */
  readonly name: string;
  /** The name of a symbolic size. */
  readonly sizeName?: (symbol: number) => string;
}

export function lowerGraph(graph: Graph, ends: Ends, { name, sizeName, ...card }: ModelCard): ModelProto {
  const w = writeNodes(graph, ends);
  const info = (end: Binding): ValueInfoProto => valueInfo(end.name, graph.nodes[end.node]!, sizeName);
  const functions = [...w.functions.values()];
  const standard = { domain: '', version: OPSET };
  return {
    irVersion: IR_VERSION,
    opsetImports: functions.length === 0 ? [standard] : [standard, { domain: DOMAIN, version: 1 }],
    producerName: 'bernoulli',
    producerVersion: '',
    domain: DOMAIN,
    ...card,
    graph: { name, ...w.finish(), inputs: ends.inputs.map(info), outputs: ends.outputs.map(info) },
    functions,
  };
}

function writeNodes(graph: Graph, { inputs, outputs, weights = [] }: Ends): OnnxWriter {
  const names = new Namer();
  for (const end of [...inputs, ...outputs, ...weights]) names.take(end.name);
  const w = new OnnxWriter(names);
  const values = new Map<NodeId, Value>();
  for (const { name, node } of inputs) {
    values.set(node, valueOf(graph.nodes[node]!, name));
    w.learnSizes(name, graph.nodes[node]!.shape);
  }
  const stored = new Map(weights.map((weight) => [weight.node, weight]));
  const needed = reach(
    graph,
    outputs.map(({ node }) => node),
    new Set(values.keys()),
  );
  for (const id of needed) {
    if (values.has(id)) continue;
    const node = graph.nodes[id]!;
    const weight = stored.get(id);
    w.site = node.site;
    const name =
      weight === undefined
        ? lowerNode(
            node,
            node.inputs.map((input) => values.get(input)!),
            w,
          )
        : w.weight(weight.name, weight.data, node.shape);
    values.set(id, valueOf(node, name));
  }
  for (const { name, node } of outputs) w.publish(values.get(node)!.name, name);
  return w;
}

function lowerNode(node: Node, inputs: readonly Value[], w: OnnxWriter): string {
  if (node.op === 'constant') return w.constant(node.attrs.value, node.attrs.shape);
  // ORT refuses much of what is empty; a value without elements needs no computing.
  if (node.shape.includes(0)) return w.filled(node, 0);
  const lowering = lowerings[node.op as Exclude<OpName, BoundOp>] as Lowering<OpAttrs<OpName>>;
  return lowering(inputs, { w, attrs: node.attrs as OpAttrs<OpName>, type: node });
}

function valueOf(node: Node, name: string): Value {
  const { dtype, shape } = node;
  const scalar = node.op === 'constant' && node.attrs.value.length === 1 ? { scalar: node.attrs.value[0]! } : {};
  return { name, dtype, shape, ...scalar };
}

function valueInfo(
  name: string,
  { dtype, shape }: TensorType,
  sizeName: (symbol: number) => string = (n) => `size_${-n}`,
): ValueInfoProto {
  const dims: Dimension[] = shape.map((n) => (n < 0 ? sizeName(n) : n));
  return { name, dataType: onnxType[dtype], shape: dims };
}
