/** Which nodes may run in a fused loop, and along which splits of their shape. */
import { sizeOf, type Graph } from '@bernoulli/api/ir';
import type { Fusable } from '../plan/group-nodes.ts';
import { splitsFor } from './domain.ts';
import { isLowered } from './lower.ts';

export function fusableIn(graph: Graph): Fusable {
  return (id) => {
    const node = graph.nodes[id]!;
    if (!isLowered(node.op) || sizeOf(node.shape) === 0) return 0;
    return node.inputs.reduce((splits, input) => splits & splitsFor(graph.nodes[input]!.shape, node.shape), -1 >>> 1);
  };
}
