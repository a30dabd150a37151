/** A graph in which products name their masks, so that scheduling and memory treat a mask as they do any operand. */
import { sizeOf, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';
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
  const { graph: widened, plan: wide } = widen(graph, plan);
  const { graph: hoisted, renumbered } = hoist(widened, new Set([...wide.values()].flatMap(masksOf)));
  const moved = (mask: NodeId | null): NodeId | null => (mask === null ? null : renumbered[mask]!);
  const movedPlan = new Map<NodeId, Compaction>();
  for (const [id, { m, k, n }] of wide) movedPlan.set(renumbered[id]!, { m: moved(m), k: moved(k), n: moved(n) });
  const nodes = hoisted.nodes.map((node, id): Node => {
    const compaction = movedPlan.get(id);
    return compaction === undefined ? node : { ...node, inputs: [...node.inputs, ...masksOf(compaction)] };
  });
  return { graph: { ...hoisted, nodes }, plan: movedPlan };
}

/** Masks of rows with a value for each row, at the end of the graph. */
function widen(graph: Graph, plan: CompactionPlan): CompactedGraph {
  const nodes = [...graph.nodes];
  const forEachRow = (id: NodeId, { m, ...others }: Compaction): Compaction => {
    if (m === null) return { m, ...others };
    const mask = nodes[m]!;
    const rows = [...nodes[id]!.shape.slice(0, -1), 1];
    if (sizeOf(mask.shape) === sizeOf(rows)) return { m, ...others };
    while (rows.length < mask.shape.length) rows.unshift(1);
    const wide = { ...mask, op: 'broadcastTo', attrs: { shape: rows }, inputs: [m], shape: rows } as Node;
    return { m: nodes.push(wide) - 1, ...others };
  };
  const wide = [...plan].map(([id, compaction]) => [id, forEachRow(id, compaction)] as const);
  return { graph: { ...graph, nodes }, plan: new Map(wide) };
}
