/** Where values are known to be zero: for each node, the masks under which every column, row or entry that is dropped holds zeros. */
import { isConstant, ops, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';
import { hasSafeDivisor } from './finite.ts';
import { keepsInProduct, keepsPlaces, mayKeepPlaces } from './kept-places.ts';
import { filter, intersection, NONE, union, type MaskSet } from './mask-set.ts';
import type { Dropped } from './masks.ts';

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

/**
 * What an op's definition says, and more where operands are known. Broadcasting needs no care: an operand that repeats along
 * an axis is too small there to have a mask.
 */
function zerosOf(node: Node, operands: readonly MaskSet[], graph: Graph, masks: ReadonlyMap<NodeId, Dropped>): MaskSet {
  const [a, b, c] = operands;
  switch (node.op) {
    case 'constant':
      return isConstant(node, (v) => v === 0) ? 'all' : NONE;
    case 'minimum':
    case 'maximum': {
      // A bound on the far side of zero lets zero pass.
      const lets = (id: NodeId): boolean =>
        isConstant(graph.nodes[id]!, node.op === 'minimum' ? (v) => v >= 0 : (v) => v <= 0);
      const [x, y] = node.inputs as [NodeId, NodeId];
      return lets(x) ? b! : lets(y) ? a! : intersection(a!, b!);
    }
    case 'div':
      return hasSafeDivisor(node, graph) ? a! : NONE;
    case 'select':
      // Where the condition is false, the last operand stands.
      return intersection(c!, union(a!, b!));
    case 'matMul': {
      const passes = (position: number) => (mask: NodeId) => keepsInProduct(node, position, masks.get(mask)!);
      return union(filter(a!, passes(0)), filter(b!, passes(1)));
    }
    default:
      return mayKeepPlaces(node)
        ? filter(zerosByDefinition(node, operands), (mask) => keepsPlaces(node, graph, masks.get(mask)!))
        : NONE;
  }
}

function zerosByDefinition({ op }: Node, operands: readonly MaskSet[]): MaskSet {
  switch (ops[op].zeros) {
    case 'keeps':
      return operands.reduce(intersection);
    case 'absorbs':
      return operands.reduce(union);
    case 'none':
      return NONE;
  }
}
