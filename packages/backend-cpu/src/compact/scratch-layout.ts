/** Where a compacted product keeps, in shared scratch, what it lists and what it copies. */
import type { NodeId } from '@bernoulli/api/ir';
import { roundUp } from '../memory/heap.ts';
import { masksOf } from './compact-graph.ts';
import type { Compaction } from './plan.ts';

/** Lengths of the axes of a product. */
export type Sizes = Readonly<Record<keyof Compaction, number>>;

/** Offsets in bytes. There is space for the case that all is kept. */
export interface ScratchLayout {
  /** For each mask how many are kept, and where their indices are. */
  readonly kept: ReadonlyMap<NodeId, { readonly count: number; readonly indices: number }>;
  /** What is kept of the two operands and of the result. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Lists of what is not zero in one of the operands. */
  readonly list: number;
  readonly bytes: number;
}

/** `listBytes`: what the lists of an operand take at most. */
export function layOutScratch(compaction: Compaction, { m, k, n }: Sizes, listBytes: number): ScratchLayout {
  let bytes = 0;
  const take = (elements: number): number => {
    const start = bytes;
    bytes += roundUp(4 * elements);
    return start;
  };
  const lengthOf = (mask: NodeId): number => (mask === compaction.m ? m : mask === compaction.k ? k : n);
  const has = (axis: keyof Compaction): boolean => compaction[axis] !== null;
  const kept = new Map(masksOf(compaction).map((mask) => [mask, { count: take(1), indices: take(lengthOf(mask)) }]));
  const a = take(has('m') || has('k') ? m * k : 0);
  const b = take(has('k') || has('n') ? k * n : 0);
  const c = take(has('m') || has('n') ? m * n : 0);
  const list = take(listBytes / 4);
  return { kept, a, b, c, list, bytes };
}
