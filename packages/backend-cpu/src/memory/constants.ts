/** Values that are known when a graph is compiled: written once, in one block that lives as long as the executable. */
import { endsOf, sizeOf, type Node, type NodeId, type TypedArray } from '@bernoulli/api/ir';
import type { Schedule } from '../plan/schedule.ts';
import { planArena } from './arena.ts';
import type { Block, Heap } from './heap.ts';

export interface PlacedConstants {
  readonly block: Block;
  readonly addresses: ReadonlyMap<NodeId, number>;
}

/** Writes every constant that a unit reads, or that the graph hands on. */
export function placeConstants(schedule: Schedule, heap: Heap): PlacedConstants {
  const values = [...readRoots(schedule)].flatMap((id) => {
    const value = valueOf(schedule.graph.nodes[id]!);
    return value === null ? [] : [{ id, value }];
  });
  const plan = planArena(values.map(({ value }) => ({ bytes: value.byteLength, from: 0, to: 0 })));
  const block = heap.allocate(plan.bytes);
  const bytes = new Uint8Array(heap.buffer);
  const addresses = new Map<NodeId, number>();
  values.forEach(({ id, value }, i) => {
    const address = block.address + plan.offsets[i]!;
    addresses.set(id, address);
    bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), address);
  });
  return { block, addresses };
}

function readRoots({ graph, roots, units }: Schedule): ReadonlySet<NodeId> {
  return new Set([...units.flatMap((u) => u.reads), ...[...endsOf(graph)].map((id) => roots[id]!)]);
}

function valueOf(node: Node): TypedArray | null {
  if (node.op === 'constant') return node.attrs.value;
  return node.op === 'iota' ? iota(node.shape, node.attrs.axis) : null;
}

function iota(shape: readonly number[], axis: number): Int32Array {
  const inner = sizeOf(shape.slice(axis + 1));
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) => Math.floor(i / inner) % shape[axis]!);
}
