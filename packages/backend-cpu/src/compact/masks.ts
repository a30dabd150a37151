/**
 * Which nodes can be masks: `bool` values with one axis that is longer than 1, shared along all others by what they mask. Where the
 * mask is false, a column, a row, or an entry of a further axis is dropped. A single `bool` drops everything.
 */
import { dependentsOf, ops, type Graph, type NodeId, type OpKind, type Shape } from '@bernoulli/api/ir';
import { isAlias } from '../plan/aliases.ts';

/**
 * What a mask drops: the axis that it drops from, counted from the end. `COLUMNS` for a shape like `[1, n]`, `ROWS` for one like
 * `[m, 1]`, -3 for one like `[batch, 1, 1]`; `EVERYTHING`, an axis that no value has, for one like `[1, 1]`.
 */
export type Dropped = number;

export const [COLUMNS, ROWS, EVERYTHING] = [-1, -2, -Infinity] as const;

/** A mask of columns or rows that is smaller saves too little. */
export const FEWEST_UNITS = 64;

/** What a mask of a shape drops; `null` if it has several long axes, or is too small. */
export function droppedBy(shape: Shape): Dropped | null {
  const long = shape.flatMap((n, axis) => (n === 1 ? [] : [axis - shape.length]));
  const [dropped = EVERYTHING] = long;
  if (long.length > 1) return null;
  return dropped < ROWS || shape.at(dropped)! >= FEWEST_UNITS ? dropped : null;
}

/** Size of a value along the axis that a mask drops from; 1 if it has no such axis. */
export function sizeAlong(shape: Shape, dropped: Dropped): number {
  return shape.at(dropped) ?? 1;
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
