/** Gives every value an address: constants once, state where it is shared, all else in one arena by lifetime. */
import { sizeOf, type Node, type NodeId, type TypedArray } from '@bernoulli/api/ir';
import { bytesOf, type Family } from './family.ts';
import { roundUp, type Block } from './heap.ts';
import { planArena, type Lifetime } from './memory.ts';
import type { Schedule } from './schedule.ts';

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
  readonly scratch: ScratchPlaces;
  readonly arenaBytes: number;
  /** True for a value that has bytes: one that is read, or handed on. */
  readonly has: (id: NodeId) => boolean;
  /** True unless an output is a carried value that the run replaces. */
  readonly outputsStay: boolean;
  /** Gives back all bytes, and the state that nobody else holds. */
  readonly release: () => void;
}

export function place(schedule: Schedule, family: Family, needs: ScratchNeeds): Placement {
  const { graph, roots, carry } = schedule;
  const stateAt = family.join(graph.state, ({ node }) => graph.nodes[node]!);
  const blocks: Block[] = [];
  const release = (): void => {
    for (const block of blocks) family.heap.free(block);
    family.leave(stateAt.keys());
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
    for (const [root, state] of carry.inPlace) at.set(root, at.get(state)!);

    const tenants = tenantsOf(schedule, at);
    const bytesPerThread = roundUp(needs.perThread);
    const scratchBytes = family.sharing.threads * bytesPerThread + needs.shared;
    const plan = planArena([...tenants, { bytes: scratchBytes, from: 0, to: Infinity }]);
    const arena = family.heap.allocate(plan.bytes);
    blocks.push(arena);
    tenants.forEach(({ root, save }, i) => (save ? saved : at).set(root, arena.address + plan.offsets[i]!));
    blocks.push(placeConstants(schedule, family, at));
    const scratch = arena.address + plan.offsets.at(-1)!;
    const replaced = new Set(graph.state.flatMap(({ node, next }) => (next === null ? [] : [node])));
    return {
      outputsStay: graph.outputs.every(({ node }) => !replaced.has(roots[node]!)),
      addressOf: (id) => at.get(roots[id]!)!,
      has: (id) => at.has(roots[id]!),
      savedAt: (id) => saved.get(id)!,
      scratch: { threads: scratch, bytesPerThread, shared: scratch + family.sharing.threads * bytesPerThread },
      arenaBytes: plan.bytes,
    };
  }
}

/** A value in the arena. */
interface Tenant extends Lifetime {
  readonly root: NodeId;
  /** It is the saved old value of a state. */
  readonly save: boolean;
}

/** When each value is written first and read last. Inputs arrive at 0, then the units run; outputs are there to the end. */
function tenantsOf({ graph, roots, units, carry }: Schedule, at: ReadonlyMap<NodeId, number>): Tenant[] {
  const fetched = units.filter((u) => u.phase === 'result').length + 1;
  const timeOf = (index: number): number => {
    // A loop that runs along with a product runs at the product's time.
    const begun = units[index]!.along === null ? index : index - 1;
    return begun + 1 < fetched ? begun + 1 : begun + 2;
  };
  const end = units.length + 2;

  const last = new Map<NodeId, number>();
  const keep = (root: NodeId, time: number): void => void last.set(root, Math.max(last.get(root) ?? 0, time));
  units.forEach((unit, i) => unit.reads.forEach((root) => keep(root, timeOf(i))));
  for (const { node } of graph.outputs) keep(roots[node]!, end);
  if (graph.commit !== null) keep(roots[graph.commit]!, fetched);
  for (const { from } of carry.copies) keep(from, end);

  const tenants: Tenant[] = [];
  const add = (root: NodeId, from: number, save = false): void => {
    const to = save ? end : Math.max(last.get(root) ?? 0, from);
    tenants.push({ root, save, bytes: bytesOf(graph.nodes[root]!), from, to });
  };
  for (const { node } of graph.inputs) if (last.has(node)) add(node, 0);
  units.forEach((unit, i) => {
    for (const id of unit.results) if (!at.has(id)) add(id, timeOf(i));
  });
  for (const root of carry.saved) add(root, fetched, true);
  return tenants;
}

/** Writes every constant that is read. They live as long as the executable, in one block. */
function placeConstants({ graph, roots, units, carry }: Schedule, family: Family, at: Map<NodeId, number>): Block {
  const wanted = new Set<NodeId>([...units.flatMap((u) => u.reads), ...carry.copies.map((c) => c.from)]);
  for (const id of [...graph.outputs.map((o) => o.node), graph.commit]) if (id !== null) wanted.add(roots[id]!);
  const values = [...wanted].flatMap((id) => {
    const value = valueOf(graph.nodes[id]!);
    return value === null ? [] : [{ id, value }];
  });
  const plan = planArena(values.map(({ value }) => ({ bytes: value.byteLength, from: 0, to: 0 })));
  const block = family.heap.allocate(plan.bytes);
  const bytes = new Uint8Array(family.heap.buffer);
  values.forEach(({ id, value }, i) => {
    at.set(id, block.address + plan.offsets[i]!);
    bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), at.get(id)!);
  });
  return block;
}

function valueOf(node: Node): TypedArray | null {
  if (node.op === 'constant') return node.attrs.value;
  return node.op === 'iota' ? iota(node.shape, node.attrs.axis) : null;
}

function iota(shape: readonly number[], axis: number): Int32Array {
  const inner = sizeOf(shape.slice(axis + 1));
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) => Math.floor(i / inner) % shape[axis]!);
}
