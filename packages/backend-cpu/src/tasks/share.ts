/** Into how many parts a task is cut. The parts differ in size and number with the threads; what they compute does not. */
import type { Task } from './task.ts';

export interface Sharing {
  readonly threads: number;
  /** Nanoseconds of work that a part must at least have, to be worth a thread's while. */
  readonly grain: number;
}

export interface Cut {
  readonly parts: number;
  /** Pieces in each part but the last. */
  readonly size: number;
}

/** The ticket of a task counts its parts in seven bits. */
const MOST_PARTS = 127;

/** Parts for each thread, so that a core that is slower, or held up, can be helped. */
const PARTS_PER_THREAD = 4;

export function cutOf(
  { pieces, cost, cheap = Infinity, fine = false }: Pick<Task, 'pieces' | 'cost' | 'cheap' | 'fine'>,
  { threads, grain }: Sharing,
): Cut {
  const worth = grain === 0 ? pieces : Math.floor(cost / grain);
  // Fine pieces are for a fair share: it is enough that the threads have work.
  const most = fine && worth >= threads ? pieces : worth;
  const even = fine ? pieces : Math.max(threads, Math.min(PARTS_PER_THREAD * threads, cheap));
  const wanted = threads === 1 ? 1 : Math.max(1, Math.min(even, pieces, most, MOST_PARTS));
  const size = Math.ceil(pieces / wanted);
  return { parts: Math.ceil(pieces / size), size };
}
