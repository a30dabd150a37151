/** How much memory a program takes where its values are computed one after the other. */
import { allocate } from '../dtype.ts';
import type { Graph, NodeId, TensorType } from '../graph.ts';
import { ops } from '../ops/index.ts';
import { sizeOf } from '../shape.ts';
import { endsOf } from './ends.ts';
import { dependenciesOf } from './reach.ts';

/**
 * Bytes of all values that are there at one time, at the worst time: each from its node to its last use, state and results to the end. An
 * element-wise op takes the place of an operand that it is the last to use.
 *
 * @example
 * ```ts
 * import { GraphBuilder, peakBytes } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const y = b.reduceSum(b.exp(b.broadcastTo(b.input('x', 'f32', []), [1000])));
 * peakBytes(b.build({ outputs: { y } })); // => 4004
 * ```
 */
export function peakBytes(graph: Graph): number {
  const { nodes, state } = graph;
  const ends = endsOf(graph);
  const carried = new Set(state.map(({ node }) => node));
  const needed = dependenciesOf(graph, ends);
  const last = new Map<NodeId, NodeId>();
  for (const id of needed) for (const input of nodes[id]!.inputs) last.set(input, id);
  let now = 0;
  for (const id of carried) now += bytesOf(nodes[id]!);
  let peak = now;
  for (const id of needed) {
    if (carried.has(id)) continue;
    const node = nodes[id]!;
    const own = bytesOf(node);
    const dying = [...new Set(node.inputs)].filter((i) => last.get(i) === id && !ends.has(i) && !carried.has(i));
    const inPlace = ops[node.op].kind === 'elementwise' && dying.some((i) => bytesOf(nodes[i]!) === own);
    const inside = node.op === 'scan' ? peakBytes(node.attrs.body) : 0;
    peak = Math.max(peak, now + inside + (inPlace ? 0 : own));
    now += own;
    for (const i of dying) now -= bytesOf(nodes[i]!);
  }
  return peak;
}

function bytesOf({ dtype, shape }: TensorType): number {
  return sizeOf(shape) * allocate(dtype, 0).BYTES_PER_ELEMENT;
}
