/** Whether two graphs compute the same from the same. */
import type { Graph, Node, NodeId } from '@bernoulli/api/ir';

/** Values of a graph. */
export interface Terms {
  readonly graph: Graph;
  readonly roots: readonly NodeId[];
}

/**
 * Whether the roots of one graph are, one by one, made of the same ops with the same settings as those of another.
 *
 * @param same for nodes of `a` where that ends, those of `b` that they correspond to
 */
export function sameTerms(a: Terms, b: Terms, same: ReadonlyMap<NodeId, NodeId>): boolean {
  const matched = new Map(same);
  const equal = (left: NodeId, right: NodeId): boolean => {
    const known = matched.get(left);
    if (known !== undefined) return known === right;
    const [one, other] = [a.graph.nodes[left]!, b.graph.nodes[right]!];
    const isEqual =
      facts(one) === facts(other) &&
      one.inputs.length === other.inputs.length &&
      one.inputs.every((input, i) => equal(input, other.inputs[i]!));
    if (isEqual) matched.set(left, right);
    return isEqual;
  };
  return a.roots.length === b.roots.length && a.roots.every((root, i) => equal(root, b.roots[i]!));
}

function facts({ op, dtype, shape, attrs }: Node): string {
  return JSON.stringify([op, dtype, shape, attrs]);
}
