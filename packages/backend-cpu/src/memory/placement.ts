/** Gives every value an address: constants once, state where it is shared, all else in one arena by lifetime. */
import type { NodeId } from '@bernoulli/api/ir';
import type { Schedule } from '../plan/schedule.ts';
import { planArena } from './arena.ts';
import type { List } from '../sparse/lists.ts';
import { placeConstants } from './constants.ts';
import { roundUp, type Block } from './heap.ts';
import { arenaValues, listLifetimes } from './lifetimes.ts';
import type { SharedMemory } from './shared-memory.ts';

/** Bytes that units need on the side, one unit after the other. */
export interface ScratchNeeds {
  readonly perThread: number;
  readonly shared: number;
}

export interface ScratchPlaces {
  /** Where the scratch of the first thread begins; the others follow. */
  readonly threads: number;
  readonly bytesPerThread: number;
  readonly shared: number;
}

export interface Placement {
  /** Address of a node's value, whose root has bytes of its own. */
  readonly addressOf: (id: NodeId) => number;
  /** Address of the saved old value of a state's `input` node. */
  readonly savedAt: (id: NodeId) => number;
  /** Address of a list of what is not zero. */
  readonly listAt: (list: List) => number;
  readonly scratch: ScratchPlaces;
  readonly arenaBytes: number;
  /** True for a value that has bytes: one that is read, or handed on. */
  readonly has: (id: NodeId) => boolean;
  /** True unless an output is a carried value that the run replaces. */
  readonly outputsStay: boolean;
  /** Gives back all bytes, and the state that nobody else holds. */
  readonly release: () => void;
}

/** With `apart` no two values share bytes, whenever they are read. */
export function place(
  schedule: Schedule,
  memory: SharedMemory,
  needs: ScratchNeeds,
  lists: readonly List[],
  apart = false,
): Placement {
  const { graph, roots, stateUpdates } = schedule;
  const { heap, sharing } = memory;
  const stateAt = memory.retainState(graph.state, ({ node }) => graph.nodes[node]!);
  const blocks: Block[] = [];
  const release = (): void => {
    for (const block of blocks) heap.free(block);
    memory.releaseState(stateAt.keys());
  };
  try {
    return { ...placeAll(), release };
  } catch (error) {
    release();
    throw error;
  }

  function placeAll(): Omit<Placement, 'release'> {
    const at = new Map<NodeId, number>();
    const saved = new Map<NodeId, number>();
    for (const { name, node } of graph.state) at.set(node, stateAt.get(name)!);
    for (const [root, state] of stateUpdates.inPlace) at.set(root, at.get(state)!);

    const shared = arenaValues(schedule, (root) => at.has(root));
    const values = apart ? shared.map((value) => ({ ...value, from: 0, to: Infinity })) : shared;
    const bytesPerThread = roundUp(needs.perThread);
    const scratchBytes = sharing.threads * bytesPerThread + needs.shared;
    const scratchLife = { bytes: scratchBytes, from: 0, to: Infinity };
    const plan = planArena([...values, ...listLifetimes(schedule, lists), scratchLife]);
    const arena = heap.allocate(plan.bytes);
    blocks.push(arena);
    values.forEach((value, i) => (value.saved ? saved : at).set(value.root, arena.address + plan.offsets[i]!));
    const listAt = new Map(lists.map((list, i) => [list, arena.address + plan.offsets[values.length + i]!]));
    const constants = placeConstants(schedule, heap);
    blocks.push(constants.block);
    for (const [id, address] of constants.addresses) at.set(id, address);
    const scratch = arena.address + plan.offsets.at(-1)!;
    const replaced = new Set(graph.state.flatMap(({ node, next }) => (next === null ? [] : [node])));
    return {
      outputsStay: graph.outputs.every(({ node }) => !replaced.has(roots[node]!)),
      addressOf: (id) => at.get(roots[id]!)!,
      has: (id) => at.has(roots[id]!),
      savedAt: (id) => saved.get(id)!,
      listAt: (list) => listAt.get(list)!,
      scratch: { threads: scratch, bytesPerThread, shared: scratch + sharing.threads * bytesPerThread },
      arenaBytes: plan.bytes,
    };
  }
}
