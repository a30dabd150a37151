/** Which nodes make something finite of whatever finite operands they get, but for sums and products too large. */
import { isConstant, ops, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';

/** More is known of divisions by constants and of exponentials of what is bounded than of their ops. */
export function staysFinite(node: Node, graph: Graph): boolean {
  if (node.op === 'div') return hasSafeDivisor(node, graph);
  if (node.op === 'exp') return isCapped(node.inputs[0]!, graph);
  return ops[node.op].finite !== 'none';
}

/** True for a division by constants none of which is zero. */
export function hasSafeDivisor(node: Node, graph: Graph): boolean {
  return isConstant(graph.nodes[node.inputs[1]!]!, (v) => v !== 0);
}

/** Above this, `exp` overflows. */
const HIGHEST_EXPONENT = 88;

/** True for what is clipped from above, as in ELU, and for the negative of a square or a magnitude, as behind GELU. */
function isCapped(id: NodeId, graph: Graph): boolean {
  const { op, inputs } = graph.nodes[id]!;
  const operands = inputs.map((i) => graph.nodes[i]!);
  if (op === 'minimum') return operands.some((x) => isConstant(x, (v) => v <= HIGHEST_EXPONENT));
  const [x] = operands;
  return op === 'neg' && (x!.op === 'abs' || (x!.op === 'mul' && x!.inputs[0] === x!.inputs[1]));
}
