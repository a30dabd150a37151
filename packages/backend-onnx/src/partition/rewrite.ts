/** Writes a graph anew, with other nodes in the place of some. */
import { GraphBuilder, simplify, type Graph, type NodeId, type OpName, type Ref } from '@bernoulli/api/ir';

/** What stands for a node, written into `b`; `at` finds what stands for an earlier one. `null` leaves it as it is. */
export type Rule = (id: NodeId, b: GraphBuilder, at: (id: NodeId) => Ref) => Ref | null;

export function rewrite(graph: Graph, rule: Rule): Graph {
  const b = new GraphBuilder();
  const written: Ref[] = [];
  const at = (id: NodeId): Ref => written[id]!;
  graph.nodes.forEach(({ op, inputs, attrs, site }, id) => {
    b.site = site;
    written.push(rule(id, b, at) ?? b.node<OpName>(op, inputs.map(at), attrs as never));
  });
  const outputs = Object.fromEntries(graph.outputs.map(({ name, node }) => [name, at(node)]));
  const state = graph.state.map(({ name, node, next }) => ({
    name,
    node: at(node),
    next: next === null ? null : at(next),
  }));
  const commit = graph.commit === null ? null : at(graph.commit);
  return simplify(b.build({ outputs, state, commit }), { final: true });
}
