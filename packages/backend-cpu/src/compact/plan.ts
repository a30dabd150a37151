/** Which matrix products leave out what a mask drops. */
import type { Graph, NodeId, TensorType } from '@bernoulli/api/ir';
import { productOf, type Product } from '../kernels/mat-mul.ts';
import { leastDropped } from './break-even.ts';
import { deadValuesIn } from './dead-values.ts';
import type { MaskSet } from './mask-set.ts';
import { masksIn, type Dropped } from './masks.ts';
import { zerosIn } from './zeros.ts';

/** For the axes of C = A·B that may be compacted, the mask that says what is kept. A and C have `m` rows, B and C `n` columns. */
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
  const pick = (set: MaskSet, dropped: Dropped, length: number): NodeId | null => {
    if (set === 'all') return null;
    return [...set].find((mask) => masks.get(mask) === dropped && lengthOf(graph.nodes[mask]!) === length) ?? null;
  };
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
    const compaction: Compaction = {
      m: pick(a, downA, sizes.m) ?? pick(dead[id]!, 'rows', sizes.m),
      k: pick(a, acrossA, sizes.k) ?? pick(b, downB, sizes.k),
      n: pick(b, acrossB, sizes.n) ?? pick(dead[id]!, 'columns', sizes.n),
    };
    if (isWorthwhile(sizes, compaction)) plan.set(id, compaction);
  });
  return plan;
}

/** What a mask drops from an operand as it lies, where it is to drop rows, or columns, of the operand as it is multiplied. */
function orientation(transposed: boolean): readonly [rows: Dropped, columns: Dropped] {
  return transposed ? ['columns', 'rows'] : ['rows', 'columns'];
}

function isWorthwhile(sizes: Product, compaction: Compaction): boolean {
  const masked = Object.values(compaction).some((mask) => mask !== null);
  return masked && sizes.batch === 1 && leastDropped(sizes, compaction) <= MOST_DROPPED;
}

/** Number of units of a mask. */
export function lengthOf({ shape }: TensorType): number {
  return Math.max(...shape);
}
