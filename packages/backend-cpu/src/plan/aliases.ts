/** Which nodes share bytes: an op that only renames or reshapes needs no buffer of its own. */
import type { Graph, Node, NodeId } from '@bernoulli/api/ir';
import type { AliasOp } from '../kernels/kernel.ts';

const aliasing: { readonly [O in AliasOp]: true } = { reshape: true, stopGradient: true };

export function isAlias(node: Node): boolean {
  return node.op in aliasing;
}

/** For each node, the node whose bytes hold its value. */
export function rootsOf(graph: Graph): readonly NodeId[] {
  const roots: NodeId[] = [];
  graph.nodes.forEach((node, id) => roots.push(isAlias(node) ? roots[node.inputs[0]!]! : id));
  return roots;
}
