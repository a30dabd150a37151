/** Where values are known to be zero: for each node, the masks under which every column, or row, that is dropped holds zeros. */
import type { Graph, Node, NodeId, OpName } from '@bernoulli/api/ir';
import { hasSafeDivisor, isConstant } from './finite.ts';
import { filter, intersection, NONE, union, type MaskSet } from './mask-set.ts';
import type { Dropped } from './masks.ts';

/** Element-wise ops that make zero of zeros. */
const keepsZero: ReadonlySet<OpName> = new Set<OpName>([
  ...(['add', 'sub', 'neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'sqrt'] as const),
  ...(['sin', 'tanh', 'erf', 'log1p', 'greater', 'less', 'notEqual', 'or'] as const),
  ...(['cast', 'broadcastTo', 'stopGradient'] as const),
]);

/** Element-wise ops that make zero where one operand is zero; of numbers, where the other is finite. */
const absorbsZero: ReadonlySet<OpName> = new Set<OpName>(['mul', 'and']);

/**
 * The masks under which each node is zero where they drop, `all` for a constant of zeros.
 *
 * Zero times anything is taken to be zero: where a masked-out value meets an infinity or a NaN, the graph as written gives
 * NaN, and a product without the dropped columns does not.
 */
export function zerosIn(graph: Graph, masks: ReadonlyMap<NodeId, Dropped>): readonly MaskSet[] {
  const zeros: MaskSet[] = [];
  graph.nodes.forEach((node, id) => {
    const own = zerosOf(
      node,
      node.inputs.map((i) => zeros[i]!),
      graph,
      masks,
    );
    zeros.push(masks.has(id) ? union(own, new Set([id])) : own);
  });
  return zeros;
}

/** Broadcasting needs no care: an operand that repeats along an axis is too small there to have a mask. */
function zerosOf(node: Node, operands: readonly MaskSet[], graph: Graph, masks: ReadonlyMap<NodeId, Dropped>): MaskSet {
  const [a, b, c] = operands;
  if (node.op === 'minimum' || node.op === 'maximum') {
    // A bound on the far side of zero lets zero pass.
    const lets = (id: NodeId): boolean =>
      isConstant(graph.nodes[id]!, node.op === 'minimum' ? (v) => v >= 0 : (v) => v <= 0);
    const [x, y] = node.inputs as [NodeId, NodeId];
    return lets(x) ? b! : lets(y) ? a! : intersection(a!, b!);
  }
  if (keepsZero.has(node.op)) return operands.reduce(intersection);
  if (absorbsZero.has(node.op)) return operands.reduce(union);
  switch (node.op) {
    case 'constant':
      return isConstant(node, (v) => v === 0) ? 'all' : NONE;
    case 'div':
      return hasSafeDivisor(node, graph) ? a! : NONE;
    case 'select':
      // Where the condition is false, the last operand stands.
      return intersection(c!, union(a!, b!));
    case 'reshape':
    case 'reduceSum':
      return filter(a!, (mask) => keepsAxis(node, graph, masks.get(mask)!));
    case 'matMul': {
      // A transposed operand has rows where its masks speak of columns: those are lost.
      const { transposeA, transposeB } = node.attrs;
      const rows = transposeA ? NONE : filter(a!, (mask) => masks.get(mask) === 'rows');
      return union(rows, transposeB ? NONE : filter(b!, (mask) => masks.get(mask) === 'columns'));
    }
    default:
      return NONE;
  }
}

/** True when a reshape or a sum leaves rows, or columns, what they are. */
export function keepsAxis(node: Node, graph: Graph, dropped: Dropped): boolean {
  const from = graph.nodes[node.inputs[0]!]!.shape;
  const to = node.shape;
  if (node.op === 'reduceSum') return dropped === 'columns' && !node.attrs.axes.includes(from.length - 1);
  if (node.op !== 'reshape' || from.at(-1) !== to.at(-1)) return false;
  return dropped === 'columns' || from.at(-2) === to.at(-2);
}
