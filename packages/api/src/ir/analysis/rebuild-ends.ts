/** Finishes a graph that was written anew from another: the same names at the ends, bound to the new nodes. */
import type { GraphBuilder, Ref } from '../builder.ts';
import type { Graph, NodeId } from '../graph.ts';

/** Builds with the ends of `graph`; `renamed` says which new node stands for an old one. */
export function rebuildEnds(b: GraphBuilder, graph: Graph, renamed: (id: NodeId) => Ref): Graph {
  return b.build({
    outputs: Object.fromEntries(graph.outputs.map(({ name, node }) => [name, renamed(node)])),
    state: graph.state.map(({ name, node, next }) => ({
      name,
      node: renamed(node),
      next: next === null ? null : renamed(next),
    })),
    commit: graph.commit === null ? null : renamed(graph.commit),
  });
}
