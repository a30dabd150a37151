/** What a unit reads and which of its values leave it; for a fused group, also how each operand is read. */
import type { Graph, NodeId } from '@bernoulli/api/ir';
import type { Unit } from '../plan/group-nodes.ts';
import { domainOf, readingAt, rowsOfBlock, type Domain, type Reading } from './domain.ts';
import { splitOf } from './epilogue.ts';

/** A value that a fused loop loads. Two readings of one root are two operands. */
export interface Operand {
  readonly node: NodeId;
  readonly root: NodeId;
  readonly reading: Reading;
  /** Rows that share a row of it, where it is read by blocks; else 1. */
  readonly share: number;
}

export interface Group {
  readonly domain: Domain;
  readonly members: readonly NodeId[];
  /** What is loaded, by the node that members name as their input. Scalar constants stand in the code instead. */
  readonly operands: ReadonlyMap<NodeId, Operand>;
}

/** `byRows` asks for the last axis as columns, as a loop behind a matrix product needs it. */
export function groupOf(graph: Graph, roots: readonly NodeId[], unit: Unit, byRows = false): Group {
  const shape = graph.nodes[unit.nodes[0]!]!.shape;
  const domain = domainOf(shape, byRows ? 1 << splitOf(shape) : unit.splits!);
  const members = new Set(unit.nodes);
  const operands = new Map<NodeId, Operand>();
  for (const id of unit.nodes)
    for (const node of graph.nodes[id]!.inputs) {
      const root = roots[node]!;
      if (members.has(root) || isImmediate(graph, root)) continue;
      const own = graph.nodes[node]!.shape;
      const reading = readingAt(own, shape, domain.split)!;
      const share = reading === 'block' ? rowsOfBlock(own, shape, domain.split) : 1;
      operands.set(node, { node, root, reading, share });
    }
  return { domain, members: unit.nodes, operands };
}

/** True for a constant that is written into the code of a loop. */
export function isImmediate(graph: Graph, root: NodeId): boolean {
  const node = graph.nodes[root]!;
  return node.op === 'constant' && node.attrs.value.length === 1;
}
