/** Which element-wise ops make something finite of whatever finite operands they get, but for sums and products too large. */
import type { Graph, Node, NodeId, OpName } from '@bernoulli/api/ir';

const tame: ReadonlySet<OpName> = new Set<OpName>([
  ...([
    'add',
    'sub',
    'mul',
    'maximum',
    'minimum',
    'neg',
    'abs',
    'sign',
    'floor',
    'ceil',
    'round',
    'sin',
    'cos',
  ] as const),
  ...(['tanh', 'sigmoid', 'erf', 'select', 'cast', 'broadcastTo', 'stopGradient', 'reshape', 'reduceSum'] as const),
  ...(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or', 'not', 'isFinite'] as const),
]);
const wild: ReadonlySet<OpName> = new Set<OpName>(['div', 'pow', 'sqrt', 'exp', 'log', 'log1p']);

/** True for ops that make an element of one element of each operand; reshapes and sums count among them. */
export function isElementwise({ op }: Node): boolean {
  return tame.has(op) || wild.has(op);
}

export function staysFinite(node: Node, graph: Graph): boolean {
  if (node.op === 'div') return hasSafeDivisor(node, graph);
  if (node.op === 'exp') return isCapped(node.inputs[0]!, graph);
  return tame.has(node.op);
}

/** True for a division by constants none of which is zero. */
export function hasSafeDivisor(node: Node, graph: Graph): boolean {
  return isConstant(graph.nodes[node.inputs[1]!]!, (v) => v !== 0);
}

/** True for a constant all of whose elements are like that. */
export function isConstant(node: Node, like: (value: number) => boolean): boolean {
  return node.op === 'constant' && node.attrs.value.every(like);
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
