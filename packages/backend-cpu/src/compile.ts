/** From a graph to an executable: order the work, plan the memory, make the steps. */
import { check, requireConcrete, type Graph, type NodeId } from '@bernoulli/api/ir';
import { CpuExecutable, type Bind } from './executable.ts';
import { bytesOf, type Family } from './family.ts';
import { place, type Placement } from './placement.ts';
import { scheduleOf, type Schedule } from './schedule.ts';
import { copyStep, plainStep } from './steps.ts';

export async function compile(graph: Graph, family: Family): Promise<CpuExecutable> {
  check(graph);
  requireConcrete(graph);
  const schedule = scheduleOf(graph, () => 0);
  const stateAt = family.join(graph.state, ({ node }) => graph.nodes[node]!);
  const placement = place(schedule, family, stateAt, 0);
  const steps = schedule.units.map((unit) => plainStep(graph, unit.nodes[0]!));
  return new CpuExecutable({
    graph,
    family,
    placement,
    results: steps.filter((_, i) => schedule.units[i]!.phase === 'result'),
    updates: [...saves(schedule, placement), ...steps.filter((_, i) => schedule.units[i]!.phase === 'update'), ...copies(schedule, placement)],
    isRead: (id) => placement.addressOf(id) !== undefined,
  });
}

/** Sets aside the old state that is to become other state. */
function saves({ graph, carry }: Schedule, { addressOf, savedAt }: Placement): Bind[] {
  return [...carry.saved].map((root) => copyStep(addressOf(root), savedAt(root), bytesOf(graph.nodes[root]!)));
}

/** Moves next values that were computed elsewhere to where the state lives. */
function copies({ graph, carry }: Schedule, { addressOf, savedAt }: Placement): Bind[] {
  const source = (root: NodeId): number => (carry.saved.has(root) ? savedAt(root) : addressOf(root));
  return carry.copies.map(({ from, to }) => copyStep(source(from), addressOf(to), bytesOf(graph.nodes[to]!)));
}
