/** Values that are other values under a new name. */
import type { Graph, Node, NodeId } from '@bernoulli/api/ir';
import type { Sides } from './assign-side.ts';

/**
 * The node whose value an output is. The last piece may replace state under a renamed view of it, so that what only renames an
 * input or a state is copied before, as the value that it renames.
 */
export function renamedNode({ nodes }: Graph, { of }: Sides, id: NodeId): NodeId {
  let root = id;
  while (of[root] !== 'session' && renames(nodes[root]!)) root = nodes[root]!.inputs[0]!;
  return of[root] === 'given' ? root : id;
}

/** True for an op whose result a host may keep in the bytes of its operand. */
function renames({ op }: Node): boolean {
  return op === 'reshape' || op === 'stopGradient';
}
