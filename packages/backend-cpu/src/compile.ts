/** From a graph to an executable: order the work, plan the memory, make the steps. */
import { check, reluSigns, requireConcrete, sizeOf, type Graph, type NodeId } from '@bernoulli/api/ir';
import { compactGraph } from './compact/compact-graph.ts';
import type { CompactionPlan } from './compact/plan.ts';
import { prepareCompacted } from './compact/product.ts';
import { CpuExecutable } from './executable.ts';
import { fusableIn } from './fuse/fusable.ts';
import { specOf, type Spec } from './kernels/spec.ts';
import { place, type Placement } from './memory/placement.ts';
import type { SharedMemory } from './memory/shared-memory.ts';
import { withCoins } from './plan/coins.ts';
import { independentRows } from './plan/rows.ts';
import { withoutSlowOps } from './plan/slow-ops.ts';
import { withSquareSums } from './plan/square-sums.ts';
import { scheduleOf, type Schedule, type ScheduledUnit } from './plan/schedule.ts';
import { prepareRoutine } from './routines/prepare.ts';
import { noLists, planLists, type ListPlan } from './sparse/plan.ts';
import { prepareSparse } from './sparse/product.ts';
import type { Program } from './tasks/bound-program.ts';
import { loopProgram, releaseLoops, type LoopProgram, type MovesOf } from './tasks/loop-program.ts';
import { plainStep } from './tasks/plain-step.ts';
import { copySteps, saveSteps } from './tasks/state-steps.ts';
import type { Bind } from './tasks/step.ts';
import { taskSteps, type TaskSteps } from './tasks/task-steps.ts';
import type { Prepared } from './tasks/task.ts';

/** What the products of an executable may leave out. */
export interface Omissions {
  /** What a mask drops that the whole batch shares. */
  readonly compaction: boolean;
  /** Zeros. */
  readonly sparse: boolean;
}

export async function compile(source: Graph, memory: SharedMemory, omissions: Omissions): Promise<CpuExecutable> {
  check(source);
  requireConcrete(source);
  return new CpuExecutable(await programOf(source, memory, omissions));
}

/** The program of a legal graph of known sizes. */
async function programOf(
  source: Graph,
  memory: SharedMemory,
  omissions: Omissions,
  movesOf: MovesOf | null = null,
): Promise<Program> {
  const { compaction, sparse } = omissions;
  const said = memory.engine === null ? source : reluSigns(withoutSlowOps(source, memory.engine));
  const compacts = compaction && memory.engine !== null;
  const { graph: whole, plan } = compacts ? compactGraph(said) : { graph: said, plan: new Map() };
  const graph = memory.engine === null ? whole : withCoins(withSquareSums(whole));
  const schedule = scheduleOf(graph, memory.engine === null ? () => 0 : fusableIn(graph));
  const rows = movesOf === null || memory.engine === null || plan.size > 0 ? null : independentRows(schedule);
  const lists =
    sparse && rows === null && memory.engine !== null
      ? planLists(schedule, (id) => plan.has(id), memory.engine.routines)
      : noLists;
  const prepared = prepare(schedule, plan, lists, memory);
  const largest = (bytes: (p: Prepared) => number): number => Math.max(0, ...[...prepared.values()].map(bytes));
  const needs = { perThread: largest((p) => p.scratchBytes), shared: largest((p) => p.sharedBytes) };
  const placement = place(schedule, memory, needs, lists.lists, rows !== null);
  const loops = new Map<ScheduledUnit, LoopProgram>();
  try {
    for (const unit of schedule.units)
      if (isLoop(graph, unit) && !isEmpty(graph, unit))
        loops.set(
          unit,
          await loopProgram(graph, unit, placement, (body, moves) => programOf(body, memory, omissions, moves)),
        );
    const loop = rows === null ? null : { rows, moves: movesOf!(graph, placement) };
    const tasks = await taskSteps(schedule, placement, prepared, memory, loop);
    const bodies = [...loops.values()].map(({ program }) => program);
    return {
      graph,
      memory,
      placement,
      arenaBytes: bodies.reduce((sum, body) => sum + body.arenaBytes, placement.arenaBytes),
      ...stepsOf(schedule, placement, tasks, loops),
      whole: tasks.whole,
      release: () => {
        tasks.release();
        releaseLoops(loops.values());
      },
      productCounts: () => [
        ...[...prepared.values()].flatMap((p) => (p.count === undefined ? [] : [p.count()])),
        ...bodies.flatMap((body) => body.productCounts()),
      ],
    };
  } catch (error) {
    releaseLoops(loops.values());
    placement.release();
    throw error;
  }
}

/** The SIMD routines of the units that have one. */
function prepare(
  { graph, units }: Schedule,
  plan: CompactionPlan,
  lists: ListPlan,
  { engine }: SharedMemory,
): ReadonlyMap<ScheduledUnit, Prepared> {
  const prepared = new Map<ScheduledUnit, Prepared>();
  if (engine === null) return prepared;
  for (const unit of units) {
    if (unit.group !== null || isLoop(graph, unit) || isEmpty(graph, unit)) continue;
    const [id] = unit.nodes as [NodeId];
    const compaction = plan.get(id);
    const operands = lists.operands.get(unit);
    const spec = (): Spec<never> => specOf(graph, graph.nodes[id]!);
    const routine =
      compaction !== undefined
        ? prepareCompacted(spec(), compaction, lists.compacted.get(id) ?? [], engine.routines)
        : operands !== undefined
          ? prepareSparse(spec(), operands, engine.routines)
          : prepareRoutine(graph, id, engine);
    if (routine !== null) prepared.set(unit, routine);
  }
  return prepared;
}

function stepsOf(
  schedule: Schedule,
  placement: Placement,
  tasks: TaskSteps,
  loops: ReadonlyMap<ScheduledUnit, LoopProgram>,
): { results: readonly Bind[]; updates: readonly Bind[] } {
  const { graph, units } = schedule;
  const stepsFor = (unit: ScheduledUnit): readonly Bind[] => {
    const loop = loops.get(unit);
    return loop !== undefined ? [loop.bind] : (tasks.of(unit) ?? [plainStep(graph, unit.nodes[0]!)]);
  };
  const inPhase = (phase: ScheduledUnit['phase']): Bind[] =>
    units.filter((u) => u.phase === phase && !isEmpty(graph, u)).flatMap(stepsFor);
  return {
    results: inPhase('result'),
    updates: [...saveSteps(schedule, placement), ...inPhase('update'), ...copySteps(schedule, placement)],
  };
}

function isLoop(graph: Graph, { nodes }: ScheduledUnit): boolean {
  return graph.nodes[nodes[0]!]!.op === 'scan';
}

/** True when there is nothing to compute, all values being empty. */
function isEmpty(graph: Graph, { nodes }: ScheduledUnit): boolean {
  return nodes.every((id) => sizeOf(graph.nodes[id]!.shape) === 0);
}
