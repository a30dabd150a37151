/** Sets of masks, with one for "under every mask there is". */
import type { NodeId } from '@bernoulli/api/ir';

/** Masks by their node. `all` stands for what holds whatever the mask: of a zero constant, of a value that nobody reads. */
export type MaskSet = ReadonlySet<NodeId> | 'all';

export const NONE: MaskSet = new Set<NodeId>();

export function union(a: MaskSet, b: MaskSet): MaskSet {
  if (a === 'all' || b === 'all') return 'all';
  if (a.size === 0 || a === b) return b;
  return b.size === 0 ? a : new Set([...a, ...b]);
}

export function intersection(a: MaskSet, b: MaskSet): MaskSet {
  if (a === 'all' || a === b) return b;
  if (b === 'all') return a;
  return a.size === 0 || b.size === 0 ? NONE : new Set([...a].filter((mask) => b.has(mask)));
}

/** Those that pass. */
export function filter(set: MaskSet, passes: (mask: NodeId) => boolean): MaskSet {
  if (set === 'all' || set.size === 0) return set;
  return new Set([...set].filter(passes));
}
