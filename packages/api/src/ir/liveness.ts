/** How long each value of a program is needed. */
import type { Graph, NodeId } from './graph.ts';

/** For each node, the values that nobody reads after it. */
export type LastUses = readonly (readonly NodeId[])[];

/** The nodes that a run must still hold when the last one is computed: outputs, next state, the verdict. */
export function endsOf(graph: Graph): ReadonlySet<NodeId> {
  const ends = new Set(graph.outputs.map((o) => o.node));
  for (const { next } of graph.state) if (next !== null) ends.add(next);
  if (graph.commit !== null) ends.add(graph.commit);
  return ends;
}

/** After node `i`, the values of `lastUses(graph)[i]` can be freed. A value that nobody reads dies where it is born. */
export function lastUses(graph: Graph): LastUses {
  const dying = graph.nodes.map((): NodeId[] => []);
  const seen = new Set(endsOf(graph));
  for (let id = graph.nodes.length - 1; id >= 0; id--)
    for (const value of [id, ...graph.nodes[id]!.inputs]) {
      if (seen.has(value)) continue;
      seen.add(value);
      dying[id]!.push(value);
    }
  return dying;
}
