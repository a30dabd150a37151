/** The same graph with some nodes, and all that they depend on, at its start. */
import { dependenciesOf, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';

export interface Hoisted {
  readonly graph: Graph;
  /** The new number of each old node. */
  readonly renumbered: readonly NodeId[];
}

/** A graph in which `first` and what they depend on come before all other nodes. */
export function hoist(graph: Graph, first: Iterable<NodeId>): Hoisted {
  const early = dependenciesOf(graph, first);
  const ids = [...graph.nodes.keys()];
  const order = [...early, ...ids.filter((id) => !early.has(id))];
  const renumbered: NodeId[] = [];
  order.forEach((id, at) => (renumbered[id] = at));

  const moved = (id: NodeId): NodeId => renumbered[id]!;
  const bound = <T extends { readonly node: NodeId }>(binding: T): T =>
    freeze({ ...binding, node: moved(binding.node) });
  const nodes = order.map((id): Node => {
    const node = graph.nodes[id]!;
    return freeze({ ...node, inputs: freeze(node.inputs.map(moved)) });
  });
  const hoisted: Graph = {
    irVersion: 1,
    nodes: freeze(nodes),
    inputs: freeze(graph.inputs.map(bound)),
    outputs: freeze(graph.outputs.map(bound)),
    state: freeze(graph.state.map((s) => bound({ ...s, next: s.next === null ? null : moved(s.next) }))),
    commit: graph.commit === null ? null : moved(graph.commit),
  };
  return { graph: freeze(hoisted), renumbered };
}

/** Graphs are frozen all through. */
function freeze<T extends object>(value: T): T {
  return Object.freeze(value);
}
