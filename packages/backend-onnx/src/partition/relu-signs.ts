/** The sign of what goes into a ReLU, read off what comes out, so that ONNX Runtime can fuse the ReLU with the product before it. */
import { rewrite, sameShape, scalarOf, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';

/** x > 0 becomes max(x, 0) > 0, which holds for the same x, NaN included. */
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
