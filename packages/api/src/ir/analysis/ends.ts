/** What a program is run for. */
import type { Graph, NodeId } from '../graph.ts';

/** The nodes that a run must still hold when the last one is computed: outputs, next state, the verdict. */
export function endsOf(graph: Graph): ReadonlySet<NodeId> {
  const ends = new Set(graph.outputs.map((o) => o.node));
  for (const { next } of graph.state) if (next !== null) ends.add(next);
  if (graph.commit !== null) ends.add(graph.commit);
  return ends;
}
