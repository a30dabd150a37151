/**
 * Sums of squares that square what they read. The check before an update sums the squares of each gradient, and Adam squares it
 * again: squares that are kept between the two cost more to write and to read than they cost to make.
 */
import { sizeOf, type Graph, type Node } from '@bernoulli/api/ir';

/**
 * A graph in which each sum over all of x·x has x as both its operands. Whoever else reads a square makes it. The graph is for
 * this backend alone: it would not pass `check`.
 */
export function withSquareSums(graph: Graph): Graph {
  const nodes = graph.nodes.map((node): Node => {
    if (node.op !== 'reduceSum' || sizeOf(node.shape) !== 1) return node;
    const { op, dtype, shape, inputs } = graph.nodes[node.inputs[0]!]!;
    const [x, y] = inputs;
    return op === 'mul' && x === y && dtype === 'f32' && sizeOf(shape) > 1 ? { ...node, inputs: [x!, x!] } : node;
  });
  return { ...graph, nodes };
}
