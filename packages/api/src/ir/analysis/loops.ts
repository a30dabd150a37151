/** The loops of a graph, and what is in them. */
import type { Graph, Node, NodeId } from '../graph.ts';
import { sameLoop } from '../loop.ts';

/** The nodes of each loop, in order: those of the op `scan` that differ in the result that they give alone. */
export function loopsIn({ nodes }: Graph, among: (id: NodeId) => boolean = () => true): NodeId[][] {
  const loops = new Map<string, NodeId[]>();
  nodes.forEach((node, id) => {
    if (node.op !== 'scan' || !among(id)) return;
    const key = sameLoop(node.inputs, node.attrs);
    const others = loops.get(key);
    if (others === undefined) loops.set(key, [id]);
    else others.push(id);
  });
  return [...loops.values()];
}

/** All nodes of a graph and, behind each loop, those of its body. */
export function* nodesWithin(graph: Graph): Generator<Node> {
  for (const node of graph.nodes) {
    yield node;
    if (node.op === 'scan') yield* nodesWithin(node.attrs.body);
  }
}
