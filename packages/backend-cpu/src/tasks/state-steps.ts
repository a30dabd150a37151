/** Moving state: what is set aside before the updates of a run, and what is copied to its place behind them. */
import type { NodeId } from '@bernoulli/api/ir';
import { bytesOf } from '../memory/byte-size.ts';
import type { Placement } from '../memory/placement.ts';
import type { Schedule } from '../plan/schedule.ts';
import { mover, still, type Move } from './moves.ts';
import type { Bind } from './step.ts';

/** Sets aside the old state that is to become other state. */
export function saveSteps({ graph, stateUpdates }: Schedule, { addressOf, savedAt }: Placement): Bind[] {
  return moving(
    [...stateUpdates.saved].flatMap((root) => still(addressOf(root), savedAt(root), bytesOf(graph.nodes[root]!), root)),
  );
}

/** Moves next values that were computed elsewhere to where the state lives. */
export function copySteps(schedule: Schedule, placement: Placement): Bind[] {
  return moving(stateCopies(schedule, placement));
}

/** What `copySteps` moves. */
export function stateCopies({ graph, stateUpdates }: Schedule, { addressOf, savedAt }: Placement): readonly Move[] {
  const source = (root: NodeId): number => (stateUpdates.saved.has(root) ? savedAt(root) : addressOf(root));
  return stateUpdates.copies.flatMap(({ from, to }) =>
    still(source(from), addressOf(to), bytesOf(graph.nodes[to]!), from),
  );
}

function moving(moves: readonly Move[]): Bind[] {
  const bind: Bind = (_, buffer) => {
    const move = mover(moves, buffer);
    return () => move(0);
  };
  return moves.length === 0 ? [] : [bind];
}
