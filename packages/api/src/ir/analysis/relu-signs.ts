/**
 * The sign of what goes into a ReLU, read off what comes out: then nobody needs what goes in, which an engine may forget, or fuse the ReLU
 * with the product before it.
 */
import type { Graph, Node, NodeId } from '../graph.ts';
import { sameShape } from '../shape.ts';
import { scalarOf } from './constants.ts';
import { rewrite } from './rewrite.ts';

/**
 * x > 0 becomes max(x, 0) > 0, which holds for the same x, NaN included.
 *
 * @example
 * ```ts
 * import { GraphBuilder, reluSigns } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = b.input('x', 'f32', [2]);
 * const graph = reluSigns(b.build({ outputs: { relu: b.maximum(x, 0), on: b.greater(x, 0) } }));
 * graph.nodes[graph.nodes.at(-1)!.inputs[0]!]!.op; // => 'maximum'
 * ```
 */
export function reluSigns(graph: Graph): Graph {
  const { nodes } = graph;
  const relus = new Map<NodeId, NodeId>();
  const signs = new Map<NodeId, NodeId>();
  nodes.forEach((node, id) => {
    const [x, zero] = node.inputs;
    if ((node.op !== 'maximum' && node.op !== 'greater') || !isZero(nodes[zero!]!)) return;
    if (!sameShape(nodes[x!]!.shape, node.shape)) return;
    if (node.op === 'maximum') relus.set(x!, id);
    else if (relus.has(x!)) signs.set(id, relus.get(x!)!);
  });
  if (signs.size === 0) return graph;
  return rewrite(graph, (id, b, at) => {
    const relu = signs.get(id);
    return relu === undefined ? null : b.greater(at(relu), 0);
  });
}

function isZero(node: Node): boolean {
  return node.dtype === 'f32' && scalarOf(node) === 0;
}
