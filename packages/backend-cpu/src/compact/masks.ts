/**
 * Which nodes can be masks: `bool` values of one row, shared by all rows of what they mask, or of one column. Where the mask
 * is false, the row, or column, is dropped.
 */
import { dependentsOf, ops, type Graph, type NodeId, type OpKind, type Shape } from '@bernoulli/api/ir';
import { isAlias } from '../plan/aliases.ts';

/** What a mask drops: columns for a shape like `[1, n]`, rows for one like `[m, 1]`. */
export type Dropped = 'columns' | 'rows';

/** A smaller mask saves too little. */
export const FEWEST_UNITS = 64;

/** What a mask of a shape drops; `null` if it is neither a row nor a column, or too small. */
export function droppedBy(shape: Shape): Dropped | null {
  const across = shape.at(-1) ?? 1;
  const down = shape.at(-2) ?? 1;
  if (shape.slice(0, -2).some((n) => n !== 1)) return null;
  if (down === 1 && across >= FEWEST_UNITS) return 'columns';
  return across === 1 && down >= FEWEST_UNITS ? 'rows' : null;
}

/** Size of a value along the axis that a mask drops from; 1 if it has no such axis. */
export function sizeAlong(shape: Shape, dropped: Dropped): number {
  return shape.at(dropped === 'columns' ? -1 : -2) ?? 1;
}

/** Products, and loops, which may hold some. */
const mayMultiply: ReadonlySet<OpKind> = new Set<OpKind>(['contraction', 'control']);

/**
 * The masks of a graph, and what each drops. None depends on a matrix product: so they can be known before the first one,
 * and no product that looks at a mask can have a part in it.
 */
export function masksIn(graph: Graph): ReadonlyMap<NodeId, Dropped> {
  const products = graph.nodes.flatMap(({ op }, id) => (mayMultiply.has(ops[op].kind) ? [id] : []));
  const behindProducts = dependentsOf(graph, products);
  const masks = new Map<NodeId, Dropped>();
  graph.nodes.forEach((node, id) => {
    if (node.dtype !== 'bool' || behindProducts.has(id) || isAlias(node)) return;
    const dropped = droppedBy(node.shape);
    if (dropped !== null) masks.set(id, dropped);
  });
  return masks;
}
