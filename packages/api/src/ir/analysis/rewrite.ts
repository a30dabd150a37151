/** Writes a graph anew, with other nodes in the place of some. */
import { GraphBuilder, type Ref } from '../builder.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { OpName } from '../ops/index.ts';

/** What stands for a node, written into `b`; `at` finds what stands for an earlier one. `null` leaves it as it is. */
export type RewriteRule = (id: NodeId, b: GraphBuilder, at: (id: NodeId) => Ref) => Ref | null;

export interface RewriteOptions {
  /** Where to write. A new builder by default. */
  readonly into?: GraphBuilder;
  /** The nodes to write; all of them by default. It must hold those that they, the state and the ends need. */
  readonly only?: ReadonlySet<NodeId>;
}

/**
 * The graph with `rule` applied to each node, in order. Names and order of outputs and state are kept, and what a rule writes has the
 * site of the node it stands for. What nobody reads any more is still there: {@link simplify} takes it away.
 *
 * @throws BernoulliError as the ops' own rules do, where what stands for a node has not its type.
 * @example
 * ```ts
 * import { GraphBuilder, rewrite } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.exp(b.neg(b.input('x', 'f32', []))) } });
 * const other = rewrite(graph, (id, b, at) => {
 *   const { op, inputs } = graph.nodes[id]!;
 *   return op === 'neg' ? b.mul(at(inputs[0]!), -1) : null;
 * });
 * other.nodes.map(({ op }) => op).join(' '); // => 'input constant mul exp'
 * ```
 */
export function rewrite(
  graph: Graph,
  rule: RewriteRule,
  { into: b = new GraphBuilder(), only }: RewriteOptions = {},
): Graph {
  const written: Ref[] = [];
  const at = (id: NodeId): Ref => written[id]!;
  graph.nodes.forEach(({ op, inputs, attrs, site }, id) => {
    if (only !== undefined && !only.has(id)) return;
    b.site = site;
    written[id] = rule(id, b, at) ?? b.node<OpName>(op, inputs.map(at), attrs as never);
  });
  const built = b.build({
    outputs: {},
    state: graph.state.map(({ name, node, next }) => ({
      name,
      node: at(node),
      next: next === null ? null : at(next),
    })),
    commit: graph.commit === null ? null : at(graph.commit),
  });
  // As a list: an object would put names that are whole numbers first, and in their order.
  const outputs = graph.outputs.map(({ name, node }) => Object.freeze({ name, node: at(node).id }));
  return Object.freeze({ ...built, outputs: Object.freeze(outputs) });
}
