/** A whole graph in ONNX words: its nodes in order, each under the name of the module that wrote it. */
import type { Binding, Graph, Node, NodeId, OpAttrs, OpName, TensorType, TypedArray } from '@bernoulli/api/ir';
import type { BoundOp, Lowering } from './lowering.ts';
import { lowerings } from './lowerings/index.ts';
import { Namer } from './namer.ts';
import type { Dimension, FunctionProto, GraphProto, ValueInfoProto } from './proto/messages.ts';
import { reach } from './reach.ts';
import { onnxType, type Value } from './value.ts';
import { OnnxWriter } from './writer.ts';

/** Which ends the ONNX graph has; names must be unique among all of them. */
export interface Ends {
  /** Nodes whose values come from outside, whatever their op. */
  readonly inputs: readonly Binding[];
  readonly outputs: readonly Binding[];
  /** Nodes whose values are written into the file, those that the outputs need. */
  readonly weights?: readonly (Binding & { readonly data: TypedArray })[];
}

export interface Lowered {
  readonly graph: Omit<GraphProto, 'name'>;
  readonly functions: readonly FunctionProto[];
}

/** @param sizeName the name of a symbolic size */
export function lowerGraph(
  graph: Graph,
  ends: Ends,
  sizeName: (symbol: number) => string = (n) => `size_${-n}`,
): Lowered {
  const names = new Namer();
  for (const end of [...ends.inputs, ...ends.outputs, ...(ends.weights ?? [])]) names.take(end.name);
  const w = new OnnxWriter(names);
  const values = new Map<NodeId, Value>();
  const bind = (id: NodeId, name: string): void => {
    const node = graph.nodes[id]!;
    const { dtype, shape } = node;
    const scalar = node.op === 'constant' && node.attrs.value.length === 1 ? { scalar: node.attrs.value[0]! } : {};
    values.set(id, { name, dtype, shape, ...scalar });
  };
  for (const { name, node } of ends.inputs) {
    bind(node, name);
    w.learnSizes(name, graph.nodes[node]!.shape);
  }
  const weights = new Map(ends.weights?.map((weight) => [weight.node, weight]));
  const bound = new Set(values.keys());
  for (const id of reach(
    graph,
    ends.outputs.map((output) => output.node),
    bound,
  )) {
    if (bound.has(id)) continue;
    const weight = weights.get(id);
    if (weight !== undefined) {
      w.weight(weight.name, weight.data, graph.nodes[id]!.shape);
      bind(id, weight.name);
      continue;
    }
    const node = graph.nodes[id]!;
    w.site = node.site;
    bind(
      id,
      lowerNode(
        node,
        node.inputs.map((input) => values.get(input)!),
        w,
      ),
    );
  }
  for (const { name, node } of ends.outputs) w.publish(values.get(node)!.name, name);
  const info = ({ name, node }: Binding): ValueInfoProto => valueInfo(name, graph.nodes[node]!, sizeName);
  return {
    graph: {
      ...w.finish(),
      inputs: ends.inputs.map(info),
      outputs: ends.outputs.map(info),
    },
    functions: [...w.functions.values()],
  };
}

function lowerNode(node: Node, inputs: readonly Value[], w: OnnxWriter): string {
  if (node.op === 'constant') return w.constant(node.attrs.value, node.attrs.shape);
  // ORT refuses much of what is empty; a value without elements needs no computing.
  if (node.shape.includes(0)) return w.filled(node, 0);
  const lowering = lowerings[node.op as Exclude<OpName, BoundOp>] as Lowering<OpAttrs<OpName>>;
  return lowering(inputs, { w, attrs: node.attrs as OpAttrs<OpName>, type: node });
}

function valueInfo(name: string, { dtype, shape }: TensorType, sizeName: (symbol: number) => string): ValueInfoProto {
  const dims: Dimension[] = shape.map((n) => (n < 0 ? sizeName(n) : n));
  return { name, dataType: onnxType[dtype], shape: dims };
}
