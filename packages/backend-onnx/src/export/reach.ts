/** Which nodes a set of results depends on. */
import type { Graph, NodeId } from '@bernoulli/api/ir';

/** The nodes that `roots` depend on, themselves included, in ascending order; the search does not go beyond `stops`. */
export function reach(graph: Graph, roots: Iterable<NodeId>, stops: ReadonlySet<NodeId> = new Set()): NodeId[] {
  const wanted = new Set(roots);
  const ids: NodeId[] = [];
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (!wanted.has(id)) continue;
    ids.push(id);
    if (!stops.has(id)) for (const input of graph.nodes[id]!.inputs) wanted.add(input);
  }
  return ids.reverse();
}
