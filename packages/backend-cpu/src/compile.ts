/** From a graph to an executable: order the work, plan the memory, make the steps. */
import { check, requireConcrete, sizeOf, type Graph, type NodeId } from '@bernoulli/api/ir';
import { compacted } from './compact/compacted.ts';
import type { CompactionPlan } from './compact/plan.ts';
import { prepareCompacted } from './compact/product.ts';
import { CpuExecutable, type Bind } from './executable.ts';
import { bytesOf, type Family } from './family.ts';
import { fusableIn } from './fuse/fusable.ts';
import { place, type Placement } from './placement.ts';
import { scheduleOf, type Schedule, type ScheduledUnit } from './schedule.ts';
import { copyStep, plainStep, prepareRoutine, specOf } from './steps.ts';
import type { Prepared } from './tasks/task.ts';
import { taskSteps, type TaskSteps } from './tasks/steps.ts';

export async function compile(source: Graph, family: Family, compaction: boolean): Promise<CpuExecutable> {
  check(source);
  requireConcrete(source);
  const compacts = compaction && family.engine !== null;
  const { graph, plan } = compacts ? compacted(source) : { graph: source, plan: new Map() };
  const schedule = scheduleOf(graph, family.engine === null ? () => 0 : fusableIn(graph));
  const prepared = prepare(schedule, plan, family);
  const largest = (bytes: (p: Prepared) => number): number => Math.max(0, ...[...prepared.values()].map(bytes));
  const needs = { perThread: largest((p) => p.scratchBytes), shared: largest((p) => p.sharedBytes) };
  const placement = place(schedule, family, needs);
  try {
    const tasks = await taskSteps(schedule, placement, prepared, family);
    return new CpuExecutable({
      graph,
      family,
      placement,
      ...stepsOf(schedule, placement, tasks),
      release: tasks.release,
    });
  } catch (error) {
    placement.release();
    throw error;
  }
}

/** The SIMD routines of the units that have one. */
function prepare(
  { graph, units }: Schedule,
  plan: CompactionPlan,
  { engine }: Family,
): ReadonlyMap<ScheduledUnit, Prepared> {
  const prepared = new Map<ScheduledUnit, Prepared>();
  if (engine === null) return prepared;
  for (const unit of units) {
    if (unit.group !== null || isEmpty(graph, unit)) continue;
    const [id] = unit.nodes as [NodeId];
    const compaction = plan.get(id);
    const routine =
      compaction === undefined
        ? prepareRoutine(graph, id, engine)
        : prepareCompacted(specOf(graph, graph.nodes[id]!), compaction, engine.routines);
    if (routine !== null) prepared.set(unit, routine);
  }
  return prepared;
}

function stepsOf(
  schedule: Schedule,
  placement: Placement,
  tasks: TaskSteps,
): { results: readonly Bind[]; updates: readonly Bind[] } {
  const { graph, units } = schedule;
  const inPhase = (phase: ScheduledUnit['phase']): Bind[] =>
    units
      .filter((u) => u.phase === phase && !isEmpty(graph, u))
      .flatMap((unit) => tasks.of(unit) ?? [plainStep(graph, unit.nodes[0]!)]);
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
