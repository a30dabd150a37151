/** From a graph to an executable: order the work, plan the memory, make the steps. */
import { check, requireConcrete, sizeOf, type Graph } from '@bernoulli/api/ir';
import { CpuExecutable, type Bind } from './executable.ts';
import { bytesOf, type Family } from './family.ts';
import { fusableIn } from './fuse/fusable.ts';
import { link } from './fuse/link.ts';
import { place, type Placement } from './placement.ts';
import { scheduleOf, type Schedule, type ScheduledUnit } from './schedule.ts';
import type { Prepared } from './simd/routine.ts';
import { copyStep, plainStep, prepareRoutine, routineStep } from './steps.ts';

export async function compile(graph: Graph, family: Family): Promise<CpuExecutable> {
  check(graph);
  requireConcrete(graph);
  const schedule = scheduleOf(graph, family.engine === null ? () => 0 : fusableIn(graph));
  const prepared = prepare(schedule, family);
  const scratchBytes = Math.max(0, ...[...prepared.values()].map((p) => p.scratchBytes));
  const placement = place(schedule, family, scratchBytes);
  try {
    return new CpuExecutable({ graph, family, placement, ...(await stepsOf(schedule, placement, prepared, family)) });
  } catch (error) {
    placement.release();
    throw error;
  }
}

/** The SIMD routines of the units that have one. */
function prepare({ graph, units }: Schedule, { engine }: Family): ReadonlyMap<ScheduledUnit, Prepared> {
  const prepared = new Map<ScheduledUnit, Prepared>();
  if (engine === null) return prepared;
  for (const unit of units) {
    const routine = unit.group === null && !isEmpty(graph, unit) ? prepareRoutine(graph, unit.nodes[0]!, engine) : null;
    if (routine !== null) prepared.set(unit, routine);
  }
  return prepared;
}

interface Steps {
  readonly results: readonly Bind[];
  readonly updates: readonly Bind[];
}

async function stepsOf(
  schedule: Schedule,
  placement: Placement,
  prepared: ReadonlyMap<ScheduledUnit, Prepared>,
  { engine }: Family,
): Promise<Steps> {
  const { graph, units } = schedule;
  const fused = engine === null ? new Map<ScheduledUnit, () => void>() : await link(schedule, placement, engine);
  const stepOf = (unit: ScheduledUnit): Bind => {
    const loop = fused.get(unit);
    if (loop !== undefined) return () => loop;
    const [id] = unit.nodes as [number];
    const routine = prepared.get(unit);
    return routine === undefined ? plainStep(graph, id) : routineStep(graph, id, routine, placement);
  };
  const inPhase = (phase: ScheduledUnit['phase']): Bind[] =>
    units.filter((u) => u.phase === phase && !isEmpty(graph, u)).map(stepOf);
  return {
    results: inPhase('result'),
    updates: [...saves(schedule, placement), ...inPhase('update'), ...copies(schedule, placement)],
  };
}

/** True when there is nothing to compute, all values being empty. */
function isEmpty(graph: Graph, { nodes }: ScheduledUnit): boolean {
  return nodes.every((id) => sizeOf(graph.nodes[id]!.shape) === 0);
}

/** Sets aside the old state that is to become other state. */
function saves({ graph, carry }: Schedule, { addressOf, savedAt }: Placement): Bind[] {
  return [...carry.saved].map((root) => copyStep(addressOf(root), savedAt(root), bytesOf(graph.nodes[root]!)));
}

/** Moves next values that were computed elsewhere to where the state lives. */
function copies({ graph, carry }: Schedule, { addressOf, savedAt }: Placement): Bind[] {
  const source = (root: number): number => (carry.saved.has(root) ? savedAt(root) : addressOf(root));
  return carry.copies.map(({ from, to }) => copyStep(source(from), addressOf(to), bytesOf(graph.nodes[to]!)));
}
