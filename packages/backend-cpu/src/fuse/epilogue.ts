/** Which fused loops follow a matrix product or a convolution part by part, while the part is still in the nearest cache. */
import { sameShape, type Graph, type NodeId } from '@bernoulli/api/ir';
import type { Unit } from '../plan/group-nodes.ts';

/** Where a product's rows end and its columns begin: the split that a loop behind it must allow. */
export function splitOf(shape: readonly number[]): number {
  return shape.length - 1;
}

/**
 * Puts each product that may take a loop along right before that loop; gives the order and the product of each such loop. The
 * loop can be split between rows and columns and reads every element of the product once, nothing reads the product in between, and a run
 * that does not commit has touched no state: only results are paired.
 */
export function pairEpilogues(
  graph: Graph,
  roots: readonly NodeId[],
  units: readonly Unit[],
): { readonly units: readonly Unit[]; readonly productOf: ReadonlyMap<Unit, Unit> } {
  const at = new Map<NodeId, number>();
  const readers = new Map<NodeId, number>();
  units.forEach((unit, i) => {
    for (const id of unit.nodes) at.set(id, i);
    for (const id of unit.nodes)
      for (const input of graph.nodes[id]!.inputs) if (!readers.has(roots[input]!)) readers.set(roots[input]!, i);
  });
  const productOf = new Map<Unit, Unit>();
  units.forEach((loop, i) => {
    const product = loop.phase === 'result' && loop.splits !== null ? lastProduct(loop, i) : undefined;
    if (product !== undefined) productOf.set(loop, units[at.get(product)!]!);
  });
  const paired = new Set(productOf.values());
  return {
    units: units.flatMap((u) => (paired.has(u) ? [] : productOf.has(u) ? [productOf.get(u)!, u] : [u])),
    productOf,
  };

  /** The last product of two matrices, or convolution, that nothing reads before the loop, each element of which it reads. */
  function lastProduct({ nodes, splits }: Unit, i: number): NodeId | undefined {
    const { shape } = graph.nodes[nodes[0]!]!;
    if ((splits! & (1 << splitOf(shape))) === 0) return undefined;
    const products = nodes
      .flatMap((id) => graph.nodes[id]!.inputs)
      .filter((input) => sameShape(graph.nodes[input]!.shape, shape))
      .map((input) => roots[input]!)
      .filter((root) => isProduct(root, shape) && readers.get(root) === i);
    return products.toSorted((a, b) => at.get(b)! - at.get(a)!)[0];
  }

  /** With as many columns as the loop has: it may read a matrix as an array of more axes. */
  function isProduct(root: NodeId, shape: readonly number[]): boolean {
    const { op, shape: own } = graph.nodes[root]!;
    return (op === 'conv' || (op === 'matMul' && own.length === 2)) && own.at(-1) === shape.at(-1);
  }
}
