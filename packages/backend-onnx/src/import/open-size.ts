/** Sizes that are open as numbers of the graph, which knows them when it runs. */
import type { GraphBuilder, NodeId } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';

/** Which nodes are the number of which symbol. */
const counts = new WeakMap<GraphBuilder, Map<NodeId, number>>();

/** A size as a tensor `[1]` of `i32`. */
export function sizeTensor(like: Tensor, size: number): Tensor {
  const { b } = like;
  if (size >= 0) return like.constant(Int32Array.of(size), [1]);
  const count = new Tensor(b, b.iota([size], 0)).mul(0).add(1).sum(0, true);
  const known = counts.get(b) ?? new Map<NodeId, number>();
  counts.set(b, known.set(count.ref.id, size));
  return count;
}

/** The symbol whose number a node is. */
export function symbolOf(b: GraphBuilder, id: NodeId): number | undefined {
  const node = b.at(id);
  return node.op === 'reshape' ? symbolOf(b, node.inputs[0]!) : counts.get(b)?.get(id);
}
