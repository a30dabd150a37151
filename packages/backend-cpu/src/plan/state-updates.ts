/** How each piece of state gets its next value: kept, written in place by the loop that computes it, or copied at the end. */
import type { Graph, NodeId } from '@bernoulli/api/ir';
import type { ScheduledUnit } from './schedule.ts';

export interface StateUpdates {
  /** For a root that is computed straight into state: the `input` node of that state. */
  readonly inPlace: ReadonlyMap<NodeId, NodeId>;
  /** Copies to make after all updates: from the bytes of a root to the state of an `input` node. */
  readonly copies: readonly { readonly from: NodeId; readonly to: NodeId }[];
  /** State whose old value becomes the next of another: set aside before the first update. */
  readonly saved: ReadonlySet<NodeId>;
}

/**
 * A value may be written over the old one when a fused loop of the update phase computes it and all other readers of the
 * old value have run before. The loop itself may read the old value: as both have as many elements as the loop has rounds,
 * it reads the element that it is about to write.
 */
export function planStateUpdates(
  graph: Graph,
  roots: readonly NodeId[],
  units: readonly ScheduledUnit[],
): StateUpdates {
  const states = new Set(graph.state.map((s) => s.node));
  const producer = new Map<NodeId, number>();
  units.forEach((unit, at) => unit.nodes.forEach((id) => producer.set(id, at)));
  const inPlace = new Map<NodeId, NodeId>();
  const copies: { from: NodeId; to: NodeId }[] = [];
  const saved = new Set<NodeId>();

  const mayOverwrite = (next: NodeId, state: NodeId): boolean => {
    const at = producer.get(next);
    if (at === undefined || units[at]!.group === null || units[at]!.phase !== 'update' || inPlace.has(next))
      return false;
    return units.every((unit, i) => i <= at || !unit.reads.includes(state));
  };

  for (const { node, next } of graph.state) {
    const root = next === null ? node : roots[next]!;
    if (root === node) continue;
    if (states.has(root)) saved.add(root);
    if (mayOverwrite(root, node)) inPlace.set(root, node);
    else copies.push({ from: root, to: node });
  }
  return { inPlace, copies, saved };
}
