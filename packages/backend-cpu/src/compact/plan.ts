/** Which matrix products leave out what a mask drops. */
import { sizeOf, type Graph, type NodeId } from '@bernoulli/api/ir';
import { productOf, type Product } from '../kernels/mat-mul.ts';
import { leastDropped } from './break-even.ts';
import { deadValuesIn } from './dead-values.ts';
import type { MaskSet } from './mask-set.ts';
import { COLUMNS, EVERYTHING, masksIn, ROWS, type Dropped } from './masks.ts';
import { zerosIn } from './zeros.ts';

/**
 * For the axes of C = A·B that may be compacted, the mask that says what is kept. A and C have `m` rows, B and C `n` columns. The mask of
 * `m` may be smaller, and stand for several rows each.
 */
export interface Compaction {
  readonly m: NodeId | null;
  readonly k: NodeId | null;
  readonly n: NodeId | null;
}

/** Products by their node. */
export type CompactionPlan = ReadonlyMap<NodeId, Compaction>;

/** Products that would pay only under masks that drop more than this are left alone; the others are weighed at each run. */
const MOST_DROPPED = 0.6;

/**
 * The products to compact. Along m and k what is dropped is zero in an operand; along n it is zero in B or nobody sees it in
 * C, so that C may hold zeros there. The same mask serves each of the products around a dropout layer, forward and backward.
 */
export function planCompaction(graph: Graph): CompactionPlan {
  const plan = new Map<NodeId, Compaction>();
  const masks = masksIn(graph);
  if (masks.size === 0) return plan;
  const zeros = zerosIn(graph, masks);
  const dead = deadValuesIn(graph, masks, zeros);
  const find = (set: MaskSet, fits: (dropped: Dropped, length: number) => boolean): NodeId | null => {
    if (set === 'all') return null;
    return [...set].find((mask) => fits(masks.get(mask)!, sizeOf(graph.nodes[mask]!.shape))) ?? null;
  };
  const pick = (set: MaskSet, wanted: Dropped, size: number): NodeId | null =>
    find(set, (dropped, length) => dropped === wanted && length === size);
  graph.nodes.forEach((node, id) => {
    if (node.op !== 'matMul') return;
    const sizes = productOf(
      node.inputs.map((i) => graph.nodes[i]!),
      node.attrs.transposeA,
      node,
    );
    const [a, b] = node.inputs.map((i) => zeros[i]!) as [MaskSet, MaskSet];
    const [downA, acrossA] = orientation(node.attrs.transposeA);
    const [downB, acrossB] = orientation(node.attrs.transposeB);
    // Entries of further axes are so many rows each; everything is all of them.
    const pickWide = (set: MaskSet, { transposeA } = node.attrs): NodeId | null =>
      find(set, (dropped) => dropped === EVERYTHING || (dropped < ROWS && !transposeA));
    const compaction: Compaction = {
      m:
        pick(a, downA, sizes.m) ??
        pick(dead[id]!, ROWS, sizes.m) ??
        pickWide(a) ??
        pickWide(dead[id]!) ??
        find(b, (dropped) => dropped === EVERYTHING),
      k: pick(a, acrossA, sizes.k) ?? pick(b, downB, sizes.k),
      n: pick(b, acrossB, sizes.n) ?? pick(dead[id]!, COLUMNS, sizes.n),
    };
    if (isWorthwhile(sizes, compaction)) plan.set(id, compaction);
  });
  return plan;
}

/** What a mask drops from an operand as it lies, where it is to drop rows, or columns, of the operand as it is multiplied. */
function orientation(transposed: boolean): readonly [rows: Dropped, columns: Dropped] {
  return transposed ? [COLUMNS, ROWS] : [ROWS, COLUMNS];
}

function isWorthwhile(sizes: Product, compaction: Compaction): boolean {
  const masked = Object.values(compaction).some((mask) => mask !== null);
  return masked && sizes.batch === 1 && leastDropped(sizes, compaction) <= MOST_DROPPED;
}
