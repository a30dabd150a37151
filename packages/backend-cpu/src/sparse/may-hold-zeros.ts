/** Which values may hold many zeros: only these are counted when they run. What is said here is a guess that costs time, no bit. */
import { ops, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';

/** Data and masks may, and what ReLU or a mask makes; weights, sums and what `exp` makes are not expected to. */
export function mayHoldZeros(graph: Graph): readonly boolean[] {
  const carried = new Set(graph.state.map(({ node }) => node));
  const may: boolean[] = [];
  graph.nodes.forEach((node, id) => {
    may.push(node.op === 'input' ? !carried.has(id) : mayBecomeZero(node, graph, (input) => may[input]!));
  });
  return may;
}

function mayBecomeZero(node: Node, graph: Graph, may: (id: NodeId) => boolean): boolean {
  const { op, inputs } = node;
  switch (op) {
    case 'constant':
      return node.attrs.value.some((v) => v === 0);
    case 'cast':
      // Flags and numbers of classes become one-hot rows.
      return graph.nodes[inputs[0]!]!.dtype !== 'f32' || inputs.some(may);
    case 'add':
    case 'sub':
      return inputs.every(may);
    case 'select':
      return inputs.slice(1).some(may);
    case 'div':
    case 'pow':
      return may(inputs[0]!);
    case 'pad':
    case 'scatterAdd':
    case 'floor':
    case 'ceil':
    case 'round':
      return true;
    default:
      return moves(op) && inputs.some(may);
  }
}

/** True for ops whose zeros stand where those of an operand do: neither sums nor products of matrices. */
function moves(op: Node['op']): boolean {
  const { kind, zeros } = ops[op];
  return (kind === 'elementwise' || kind === 'movement') && zeros !== 'none';
}
