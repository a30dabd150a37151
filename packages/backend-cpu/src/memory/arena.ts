/** Plans one arena: buffers that are not alive at the same time share bytes. */
import { roundUp } from './heap.ts';

/** A buffer and the steps between which it must stay: both ends belong to it. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

export interface ArenaPlan {
  /** Where each buffer starts, in bytes from the start of the arena. */
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/**
 * Greedy by size: the largest buffer first, each in the lowest gap that is free through its whole life.
 * Source: Y. Pisarchyk and J. Lee, "Efficient Memory Management for Deep Neural Net Inference" (2020), section 5.
 */
export function planArena(lifetimes: readonly Lifetime[]): ArenaPlan {
  const offsets = new Array<number>(lifetimes.length).fill(0);
  const order = lifetimes.map((_, i) => i).sort((a, b) => lifetimes[b]!.bytes - lifetimes[a]!.bytes || a - b);
  /** Those placed so far, by offset. */
  const placed: number[] = [];
  let bytes = 0;
  for (const id of order) {
    const { bytes: size, from, to } = lifetimes[id]!;
    let offset = 0;
    for (const other of placed) {
      const rival = lifetimes[other]!;
      if (rival.to < from || rival.from > to) continue;
      if (offset + size <= offsets[other]!) break;
      offset = Math.max(offset, roundUp(offsets[other]! + rival.bytes));
    }
    offsets[id] = offset;
    const at = placed.findIndex((other) => offsets[other]! > offset);
    placed.splice(at < 0 ? placed.length : at, 0, id);
    bytes = Math.max(bytes, offset + roundUp(size));
  }
  return { offsets, bytes };
}
