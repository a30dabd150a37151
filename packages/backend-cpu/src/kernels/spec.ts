/** All that is known of a node before it runs. */
import type { Graph, Node, TensorType } from '@bernoulli/api/ir';

export interface Spec<A> {
  readonly attrs: A;
  readonly inputs: readonly TensorType[];
  readonly type: TensorType;
}

/** The attributes are those of the node's own op, which the table it is looked up in has checked. */
export function specOf(graph: Graph, node: Node): Spec<never> {
  const { attrs, dtype, shape } = node;
  return { attrs: attrs as never, inputs: node.inputs.map((i) => graph.nodes[i]!), type: { dtype, shape } };
}
