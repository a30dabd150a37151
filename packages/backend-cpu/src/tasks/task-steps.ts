/** The tasks of an executable, ready to run: linked into a module, instantiated here, and laid out for the other threads. */
import type { NodeId, TypedArray } from '@bernoulli/api/ir';
import { webAssembly } from '../codegen/web-assembly.ts';
import { emitLoop } from '../fuse/emit-loop.ts';
import { loopEpilogue, loopTask } from '../fuse/loop-task.ts';
import type { Placement } from '../memory/placement.ts';
import type { SharedMemory } from '../memory/shared-memory.ts';
import { onlyInLoops } from '../plan/rows.ts';
import type { Schedule, ScheduledUnit } from '../plan/schedule.ts';
import type { RunPart } from '../threads/pool.ts';
import { Linker, type LinkedTask } from './link.ts';
import type { LoopMoves, Move } from './moves.ts';
import { layOut, type ProgramBlock } from './program.ts';
import { rowsLoop } from './rows-loop.ts';
import { stateCopies } from './state-steps.ts';
import type { Bind } from './step.ts';
import type { Choice, Prepared, Task } from './task.ts';

/** A loop around the steps, none of whose rows needs another. */
export interface RowsLoop {
  readonly rows: number;
  readonly moves: LoopMoves;
}

export interface TaskSteps {
  /** The steps of a unit; `undefined` where its plain kernel has to run. */
  readonly of: (unit: ScheduledUnit) => readonly Bind[] | undefined;
  /** All steps of the loop around them, as one task; `null` where they cannot be that. */
  readonly whole: Bind | null;
  readonly release: () => void;
}

const noSteps: TaskSteps = { of: () => undefined, whole: null, release: () => undefined };

interface LinkedChoice {
  readonly bind: Choice['bind'];
  readonly ways: readonly (LinkedTask | null)[];
}

export async function taskSteps(
  schedule: Schedule,
  placement: Placement,
  prepared: ReadonlyMap<ScheduledUnit, Prepared>,
  memory: SharedMemory,
  loop: RowsLoop | null = null,
): Promise<TaskSteps> {
  const { engine } = memory;
  if (engine === null) return noSteps;
  const linker = new Linker(memory.sharing, engine.vectors);
  const { threads: address, bytesPerThread: bytes } = placement.scratch;
  const linked = new Map<ScheduledUnit, readonly (LinkedTask | LinkedChoice)[]>();
  const link = (task: Task): LinkedTask => linker.add(task, { address, bytes });
  const tasksAt = (places: LoopPlaces): ReadonlyMap<ScheduledUnit, readonly (Task | Choice)[] | null> =>
    new Map(schedule.units.map((unit) => [unit, tasksOf(unit, schedule, places, prepared.get(unit), linker)] as const));
  const inOne = loop === null ? null : inRows(loop, schedule, placement, tasksAt);
  const whole = inOne && link(inOne);
  if (whole === null)
    for (const [unit, own] of tasksAt({ ...placement, strideOf: () => 0 }))
      if (own !== null)
        linked.set(
          unit,
          own.map((task) =>
            'ways' in task ? { ...task, ways: task.ways.map((way) => way && link(way)) } : link(task),
          ),
        );
  const code = linker.bytes(engine.threads > 1);
  if (code === null) return noSteps;

  const module = await webAssembly!.compile(code);
  const env = { memory: engine.memory, ...engine.routines };
  const { exports } = await webAssembly!.instantiate(module, { env });
  const all = [...linked.values()].flat().flatMap((task) => ('ways' in task ? task.ways : [task]));
  if (whole !== null) all.push(whole);
  const isShared = all.some((task) => task !== null && task.parts > 1);
  const program = isShared ? layOut(code, memory) : null;
  const run = (task: LinkedTask): (() => void) => runTask(task, exports[String(task.name)] as RunPart, program, memory);
  const stepOf = (task: LinkedTask | LinkedChoice): Bind => {
    if (!('ways' in task)) return () => run(task);
    const ways = task.ways.map((way) => way && run(way));
    return (_, buffer) => {
      const choose = task.bind(buffer);
      return () => ways[choose()]?.();
    };
  };
  return {
    of: (unit) => {
      const tasks = linked.get(unit);
      return tasks && [...checkStep(schedule, unit, prepared.get(unit)), ...tasks.map(stepOf)];
    },
    whole: whole && (() => run(whole)),
    release: () => program?.release(),
  };
}

/** Where values lie, in a loop over time at its first step, and how much further on in each step after. */
interface LoopPlaces extends Placement {
  readonly strideOf: (id: NodeId) => number;
}

/** The steps of a loop around a schedule as one task. What only fused loops touch they read and write where all its steps lie. */
function inRows(
  { rows, moves }: RowsLoop,
  schedule: Schedule,
  placement: Placement,
  tasksAt: (places: LoopPlaces) => ReadonlyMap<ScheduledUnit, readonly (Task | Choice)[] | null>,
): Task | null {
  const { roots } = schedule;
  const isFree = onlyInLoops(schedule);
  // What goes to two stacks cannot lie in both.
  const isOnce = ({ value }: Move): boolean => moves.writes.filter((m) => roots[m.value] === roots[value]).length === 1;
  const inPlace = new Map([
    ...moves.reads.flatMap((m) =>
      isFree(m.value) ? [[roots[m.value]!, { at: m.from, stride: m.fromStep }] as const] : [],
    ),
    ...moves.writes.flatMap((m) =>
      isFree(m.value) && isOnce(m) ? [[roots[m.value]!, { at: m.to, stride: m.toStep }] as const] : [],
    ),
  ]);
  const tasks = tasksAt({
    ...placement,
    addressOf: (id) => inPlace.get(roots[id]!)?.at ?? placement.addressOf(id),
    strideOf: (id) => inPlace.get(roots[id]!)?.stride ?? 0,
  });
  const isMoved = ({ value }: Move): boolean => !inPlace.has(roots[value]!);
  const copies = stateCopies(schedule, placement).map((move) => {
    const place = inPlace.get(roots[move.value]!);
    return place === undefined ? move : { ...move, from: place.at, fromStep: place.stride };
  });
  if ([...tasks.values()].includes(null)) return null;
  const ofPhase = (phase: ScheduledUnit['phase']): (Task | Choice)[] =>
    schedule.units.flatMap((unit) => (unit.phase === phase ? tasks.get(unit)! : []));
  const work = { results: ofPhase('result'), updates: ofPhase('update'), copies };
  return rowsLoop(rows, work, {
    ...moves,
    reads: moves.reads.filter(isMoved),
    writes: moves.writes.filter(isMoved),
  });
}

/** The tasks of a fused group or of a routine; none for a loop that runs along; `null` for what has a plain kernel only. */
function tasksOf(
  unit: ScheduledUnit,
  schedule: Schedule,
  placement: LoopPlaces,
  prepared: Prepared | undefined,
  linker: Linker,
): readonly (Task | Choice)[] | null {
  const { graph, units } = schedule;
  if (unit.epilogueOf !== null) return [];
  if (unit.group !== null) {
    const { rows, columns } = unit.group.domain;
    const [lead = 1] = graph.nodes[unit.nodes[0]!]!.shape;
    return rows * columns === 0 ? [] : [loopTask(unit.group, loopOf(unit, schedule, placement, linker), lead)];
  }
  if (prepared === undefined) return null;
  const [id] = unit.nodes as [NodeId];
  const places = {
    inputs: graph.nodes[id]!.inputs.map(placement.addressOf),
    out: placement.addressOf(id),
    shared: placement.scratch.shared,
    listAt: placement.listAt,
  };
  const follower = units.find((u) => u.epilogueOf === unit);
  if (follower === undefined) return prepared.tasks(places);
  return prepared.tasks(places, loopEpilogue(follower.group!, loopOf(follower, schedule, placement, linker)));
}

/** Writes the loop of a fused group; gives the index of its function. */
function loopOf(
  { group, results }: ScheduledUnit,
  { graph, roots, stateUpdates }: Schedule,
  { addressOf, strideOf }: LoopPlaces,
  linker: Linker,
): number {
  const flushed = new Set<NodeId>([...stateUpdates.inPlace.keys()].filter((id) => graph.nodes[id]!.dtype === 'f32'));
  const { vectors: functions } = linker;
  return linker.define(emitLoop({ graph, roots, group: group!, results, addressOf, strideOf, flushed, functions }));
}

function checkStep({ graph }: Schedule, { nodes }: ScheduledUnit, prepared: Prepared | undefined): readonly Bind[] {
  const check = prepared?.check;
  if (check === undefined) return [];
  const { inputs } = graph.nodes[nodes[0]!]!;
  return [
    (view: (id: NodeId) => TypedArray) => {
      const operands = inputs.map(view);
      return () => check(operands);
    },
  ];
}

function runTask(
  { name, parts }: LinkedTask,
  run: RunPart,
  program: ProgramBlock | null,
  { pool }: SharedMemory,
): () => void {
  if (parts === 1) return () => run(0, 0);
  const { address } = program!;
  return () => pool!.run(address, name, parts, run);
}
