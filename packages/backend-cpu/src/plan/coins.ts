/**
 * Masks that are drawn as such. A coin is a number of the key's stream that is below a probability: where nothing else reads the
 * numbers, no number is written, only which are below.
 */
import { endsOf, sameShape, sizeOf, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';

/**
 * A graph in which each `uniform(key, offset) < p`, with one p for all, is a `uniform` of key, offset and p, of dtype `bool`. The
 * graph is for this backend alone: it would not pass `check`.
 */
export function withCoins(graph: Graph): Graph {
  const readers = new Map<NodeId, number>();
  const read = (id: NodeId): unknown => readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const { inputs } of graph.nodes) inputs.forEach(read);
  for (const id of endsOf(graph)) read(id);
  const nodes = graph.nodes.map((node): Node => {
    if (node.op !== 'less') return node;
    const [drawn, p] = node.inputs as [NodeId, NodeId];
    const { op, shape, inputs, attrs } = graph.nodes[drawn]!;
    const isCoin = op === 'uniform' && readers.get(drawn) === 1 && sameShape(shape, node.shape);
    if (!isCoin || sizeOf(graph.nodes[p]!.shape) !== 1) return node;
    return { ...node, op, attrs, inputs: [...inputs, p] } as Node;
  });
  return { ...graph, nodes };
}
