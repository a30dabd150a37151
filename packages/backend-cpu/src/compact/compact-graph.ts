/** A graph in which products name their masks, so that scheduling and memory treat a mask as they do any operand. */
import type { Graph, Node, NodeId } from '@bernoulli/api/ir';
import { hoist } from './hoist.ts';
import { planCompaction, type Compaction, type CompactionPlan } from './plan.ts';

export interface CompactedGraph {
  readonly graph: Graph;
  readonly plan: CompactionPlan;
}

/** The masks of a product, each once. */
export function masksOf({ m, k, n }: Compaction): readonly NodeId[] {
  return [...new Set([m, k, n].filter((mask) => mask !== null))];
}

/**
 * Plans the compaction of a graph. In the graph that comes back, the masks stand before all products, as a product may use a
 * mask that was drawn only after it, and each compacted product has its masks behind its two operands. The graph is for
 * this backend alone: it would not pass `check`.
 */
export function compactGraph(graph: Graph): CompactedGraph {
  const plan = planCompaction(graph);
  if (plan.size === 0) return { graph, plan };
  const { graph: hoisted, renumbered } = hoist(graph, new Set([...plan.values()].flatMap(masksOf)));
  const moved = (mask: NodeId | null): NodeId | null => (mask === null ? null : renumbered[mask]!);
  const movedPlan = new Map<NodeId, Compaction>();
  for (const [id, { m, k, n }] of plan) movedPlan.set(renumbered[id]!, { m: moved(m), k: moved(k), n: moved(n) });
  const nodes = hoisted.nodes.map((node, id): Node => {
    const compaction = movedPlan.get(id);
    return compaction === undefined ? node : { ...node, inputs: [...node.inputs, ...masksOf(compaction)] };
  });
  return { graph: { ...hoisted, nodes }, plan: movedPlan };
}
