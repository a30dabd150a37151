/** Which values lie in the arena, and when each is written first and read last. */
import type { NodeId } from '@bernoulli/api/ir';
import type { Schedule } from '../plan/schedule.ts';
import type { List } from '../sparse/lists.ts';
import type { Lifetime } from './arena.ts';
import { bytesOf } from './byte-size.ts';

export interface ArenaValue extends Lifetime {
  readonly root: NodeId;
  /** It is the saved old value of a state. */
  readonly saved: boolean;
}

/** Inputs arrive at 0, then the units run; outputs are there to the end. What is `elsewhere` has bytes outside the arena. */
export function arenaValues(schedule: Schedule, elsewhere: (root: NodeId) => boolean): ArenaValue[] {
  const { graph, units, stateUpdates } = schedule;
  const clock = clockOf(schedule);
  const last = lastReads(schedule, clock);
  const values: ArenaValue[] = [];
  const add = (root: NodeId, from: number, saved = false): void => {
    const to = saved ? clock.end : Math.max(last.get(root) ?? 0, from);
    values.push({ root, saved, bytes: bytesOf(graph.nodes[root]!), from, to });
  };
  for (const { node } of graph.inputs) if (last.has(node)) add(node, 0);
  units.forEach((unit, i) => {
    for (const id of unit.results) if (!elsewhere(id)) add(id, clock.timeOf(i));
  });
  for (const root of stateUpdates.saved) add(root, clock.fetched, true);
  return values;
}

/** Lists of what is not zero stay from the first product that may read them to the last. */
export function listLifetimes(schedule: Schedule, lists: readonly List[]): Lifetime[] {
  const { timeOf } = clockOf(schedule);
  return lists.map(({ bytes, first, last }) => ({ bytes, from: timeOf(first), to: timeOf(last) }));
}

interface Clock {
  /** When a unit runs, by its place in the schedule. */
  readonly timeOf: (index: number) => number;
  /** When the outputs are handed out and the state is set aside: between the results and the updates. */
  readonly fetched: number;
  readonly end: number;
}

function clockOf({ units }: Schedule): Clock {
  const fetched = units.filter((u) => u.phase === 'result').length + 1;
  const timeOf = (index: number): number => {
    // The epilogue of a product runs at the product's time.
    const begun = units[index]!.epilogueOf === null ? index : index - 1;
    return begun + 1 < fetched ? begun + 1 : begun + 2;
  };
  return { timeOf, fetched, end: units.length + 2 };
}

function lastReads({ graph, roots, units, stateUpdates }: Schedule, clock: Clock): ReadonlyMap<NodeId, number> {
  const last = new Map<NodeId, number>();
  const keep = (root: NodeId, time: number): void => void last.set(root, Math.max(last.get(root) ?? 0, time));
  units.forEach((unit, i) => unit.reads.forEach((root) => keep(root, clock.timeOf(i))));
  for (const { node } of graph.outputs) keep(roots[node]!, clock.end);
  if (graph.commit !== null) keep(roots[graph.commit]!, clock.fetched);
  for (const { from } of stateUpdates.copies) keep(from, clock.end);
  return last;
}
