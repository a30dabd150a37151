/** Which fused loops follow a matrix product part by part, while the part is still in the nearest cache. */
import { sizeOf, type Graph, type NodeId } from '@bernoulli/api/ir';
import type { Unit } from '../plan/group-nodes.ts';

/** Where a product's rows end and its columns begin: the split that a loop behind it must allow. */
export function splitOf(shape: readonly number[]): number {
  return shape.length - 1;
}

/**
 * Puts each product that may take a loop along right before that loop; gives the order and the product of each such loop. The
 * loop reads every element of the product once, nothing reads the product in between, and a run that does not commit has
 * touched no state: only results are paired.
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
      for (const input of graph.nodes[id]!.inputs) {
        const root = roots[input]!;
        if (!unit.nodes.includes(root) && !readers.has(root)) readers.set(root, i);
      }
  });
  const productOf = new Map<Unit, Unit>();
  const paired = new Set<Unit>();
  units.forEach((loop, i) => {
    const product = loop.phase === 'result' && loop.splits !== null ? lastProduct(loop, i) : undefined;
    if (product === undefined) return;
    productOf.set(loop, product);
    paired.add(product);
  });
  return {
    units: units.flatMap((u) => (paired.has(u) ? [] : productOf.has(u) ? [productOf.get(u)!, u] : [u])),
    productOf,
  };

  function lastProduct({ nodes, splits }: Unit, i: number): Unit | undefined {
    const { shape } = graph.nodes[nodes[0]!]!;
    if (shape.length < 2 || (splits! & (1 << splitOf(shape))) === 0) return undefined;
    const operands = [...new Set(nodes.flatMap((id) => graph.nodes[id]!.inputs.map((input) => roots[input]!)))];
    const products = operands.filter((root) => readers.get(root) === i && isPlainProduct(root, shape));
    const last = products.toSorted((a, b) => at.get(b)! - at.get(a)!)[0];
    const unit = last === undefined ? undefined : units[at.get(last)!]!;
    return unit === undefined || unit.phase !== 'result' || paired.has(unit) ? undefined : unit;
  }

  /** One product of two matrices, each element of which the loop reads. */
  function isPlainProduct(root: NodeId, shape: readonly number[]): boolean {
    const { op, inputs, shape: own } = graph.nodes[root]!;
    if (op !== 'matMul' || at.get(root) === undefined) return false;
    const [a, b] = inputs.map((id) => graph.nodes[id]!.shape) as [readonly number[], readonly number[]];
    return (
      a.length === 2 &&
      b.length === 2 &&
      own.length === shape.length &&
      own.every((n, axis) => n === shape[axis]) &&
      sizeOf(own) > 0
    );
  }
}
