/** What nobody looks at: for each node, the masks under which what is dropped may as well be zero. */
import type { Graph, Node, NodeId } from '@bernoulli/api/ir';
import { isElementwise, staysFinite } from './finite.ts';
import { filter, intersection, NONE, union, type MaskSet } from './mask-set.ts';
import { sizeAlong, type Dropped } from './masks.ts';
import { keepsAxis } from './zeros.ts';

/** What does not matter of a value under some masks. */
interface Demand {
  /** Nothing that could stand there matters, not even an infinity. */
  readonly nothing: MaskSet;
  /** Nothing matters as long as it is finite. Holds more masks than `nothing`. */
  readonly finite: MaskSet;
}

const EVERYTHING: Demand = { nothing: NONE, finite: NONE };
const NOBODY: Demand = { nothing: 'all', finite: 'all' };

/**
 * For each node, the masks under which its dropped columns, or rows, may be replaced by zeros without any output, next
 * state or the commit flag becoming another. From the last node to the first: what all consumers have in common.
 */
export function unseenIn(
  graph: Graph,
  masks: ReadonlyMap<NodeId, Dropped>,
  zeros: readonly MaskSet[],
): readonly MaskSet[] {
  const demands: Demand[] = graph.nodes.map(() => NOBODY);
  const require = (id: NodeId, { nothing, finite }: Demand): void => {
    const before = demands[id]!;
    demands[id] = { nothing: intersection(before.nothing, nothing), finite: intersection(before.finite, finite) };
  };
  for (const { node } of graph.outputs) require(node, EVERYTHING);
  for (const { next } of graph.state) if (next !== null) require(next, EVERYTHING);
  if (graph.commit !== null) require(graph.commit, EVERYTHING);
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id]!;
    node.inputs.forEach((input, position) => {
      const { nothing, finite } = demandOn(node, position, demands[id]!, graph, zeros);
      const reaches = (mask: NodeId): boolean => {
        const dropped = masks.get(mask)!;
        const size = sizeAlong(graph.nodes[mask]!.shape, dropped);
        // Where the operand is repeated along the axis, its one column stands for kept ones too.
        return sizeAlong(graph.nodes[input]!.shape, dropped) === size && passes(node, graph, dropped);
      };
      require(input, { nothing: filter(nothing, reaches), finite: filter(finite, reaches) });
    });
  }
  return demands.map(({ finite }) => finite);
}

/** What a node with this demand on itself needs of its operand at a position. */
function demandOn(node: Node, position: number, own: Demand, graph: Graph, zeros: readonly MaskSet[]): Demand {
  const zeroOf = (at: number): MaskSet => zeros[node.inputs[at]!]!;
  if (!isElementwise(node)) return own.nothing === 'all' ? NOBODY : EVERYTHING;
  const finite = staysFinite(node, graph);
  const plain: Demand = { nothing: own.nothing, finite: finite ? own.finite : own.nothing };
  const also = (more: MaskSet): Demand => ({ nothing: union(plain.nothing, more), finite: union(plain.finite, more) });
  switch (node.op) {
    case 'select':
      // The first value is not looked at where the condition is false; the condition not where both values are zero.
      if (position === 0) return also(intersection(zeroOf(1), zeroOf(2)));
      return position === 1 ? also(zeroOf(0)) : plain;
    case 'mul':
      return { ...plain, finite: union(plain.finite, zeroOf(1 - position)) };
    case 'and':
      return also(zeroOf(1 - position));
    default:
      return plain;
  }
}

/** True when a column, or row, of the result is made of that of the operand alone. */
function passes(node: Node, graph: Graph, dropped: Dropped): boolean {
  return (node.op !== 'reshape' && node.op !== 'reduceSum') || keepsAxis(node, graph, dropped);
}
