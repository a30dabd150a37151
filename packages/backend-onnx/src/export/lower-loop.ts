/** A loop as ONNX's `Scan`: all its results from one node. What its steps share the body reads from the graph around it. */
import { resultNodes, type Binding, type Graph, type NodeId, type NodeOf, type TensorType } from '@bernoulli/api/ir';
import type { OnnxWriter } from '../lowerings/onnx-writer.ts';
import { onnxType, type Value } from '../lowerings/value.ts';
import { DataType, type Dimension, type ValueInfoProto } from '../proto/messages.ts';

/** Writes the nodes of `graph` that `outputs` need, and makes these outputs of what `w` writes. */
export type WriteNodes = (w: OnnxWriter, graph: Graph, values: Map<NodeId, Value>, outputs: readonly Binding[]) => void;

/**
 * Writes the loop that some nodes are, and gives the name of each.
 *
 * @param operands of each of the nodes: they are the same
 */
export function lowerLoop(
  nodes: readonly NodeOf<'scan'>[],
  operands: readonly Value[],
  w: OnnxWriter,
  write: WriteNodes,
): string[] {
  const { body, length, steps, reverse } = nodes[0]!.attrs;
  const carries = body.state.length;
  const ports = [...body.state, ...body.inputs];
  const read = carries + steps;
  const inner = w.nested();
  const values = new Map<NodeId, Value>();
  ports.forEach(({ name, node }, i) => {
    const { dtype, shape } = body.nodes[node]!;
    values.set(node, i < read ? { name: inner.name(name), dtype, shape } : operands[i]!);
  });
  const stacked = [...new Set(nodes.flatMap(({ attrs }) => (attrs.final ? [] : [attrs.result])))];
  const results = resultNodes(body);
  const outputs = [
    ...body.state.map(({ name }, i) => ({ name: inner.name(`${name}/next`), node: results[i]! })),
    ...stacked.map((result) => ({ name: inner.name(`result${result}`), node: results[result]! })),
  ];
  const inputs = ports.slice(0, read).map(({ node }) => info(values.get(node)!.name, body.nodes[node]!));
  // ONNX counts steps by what is read: where nothing is, the numbers of the steps are.
  const numbers = steps > 0 ? [] : [stepNumbers(w, length)];
  if (steps === 0) inputs.push(info(inner.name('step'), { dtype: 'i32', shape: [] }));
  write(inner, body, values, outputs);
  const direction = Number(reverse);
  const names = w.several('Scan', [...operands.slice(0, read).map(({ name }) => name), ...numbers], outputs.length, {
    num_scan_inputs: { int: steps + numbers.length },
    scan_input_directions: { ints: Array.from({ length: steps + numbers.length }, () => direction) },
    scan_output_directions: { ints: stacked.map(() => direction) },
    body: {
      graph: {
        name: 'body',
        ...inner.finish(),
        inputs,
        outputs: outputs.map(({ name, node }) => info(name, body.nodes[node]!)),
      },
    },
  });
  return nodes.map(({ attrs }) => names[attrs.final ? attrs.result : carries + stacked.indexOf(attrs.result)]!);
}

function stepNumbers(w: OnnxWriter, length: number): string {
  const count = w.node('Squeeze', [w.cast(w.shape([length]), DataType.INT32)]);
  return w.node('Range', [w.i32(0), count, w.i32(1)]);
}

/** Sizes that are open have no name here: ONNX Runtime would hold them against the graph's own. */
function info(name: string, { dtype, shape }: TensorType): ValueInfoProto {
  const dims: Dimension[] = shape.map((n) => (n < 0 ? `${name}_size_${-n}` : n));
  return { name, dataType: onnxType[dtype], shape: dims };
}
