/** Cuts a graph into units of work: one node, a group of element-wise nodes that run as one loop over memory, or the nodes of one `scan`. */
import { loopsIn, sameShape, type Graph, type NodeId, type Phase } from '@bernoulli/api/ir';
import { isAlias } from './aliases.ts';

export interface Unit {
  readonly phase: Phase;
  /** In the order of the graph. */
  readonly nodes: readonly NodeId[];
  /** For a fused group, the splits all its operands agree on (see `fuse/domain.ts`); `null` for a node with a kernel of its own. */
  readonly splits: number | null;
}

/** Which nodes may join a group: the splits their operands allow, 0 if none. Without fusion, always 0. */
export type Fusable = (id: NodeId) => number;

interface Draft {
  phase: Phase;
  nodes: NodeId[];
  splits: number | null;
  /** Longest chain of units from here to the end. Producers stand higher than consumers, so groups never form a cycle. */
  height: number;
}

/** Longer groups would only spill registers. */
const MAX_GROUP = 96;

/** The units in an order in which they can run: results first, otherwise as near to the order of the graph as dependencies allow. */
export function groupNodes(
  graph: Graph,
  phases: readonly (Phase | null)[],
  roots: readonly NodeId[],
  computed: (id: NodeId) => boolean,
  fusable: Fusable,
): Unit[] {
  const unitOf = draft(graph, phases, roots, computed, fusable);
  const ordered: Draft[] = [];
  const seen = new Set<Draft>();
  const visit = (unit: Draft): void => {
    if (seen.has(unit)) return;
    seen.add(unit);
    for (const id of unit.nodes)
      for (const input of graph.nodes[id]!.inputs) {
        const before = unitOf[roots[input]!];
        if (before != null) visit(before);
      }
    ordered.push(unit);
  };
  for (const phase of ['result', 'update'] as const) for (const unit of unitOf) if (unit?.phase === phase) visit(unit);
  return ordered;
}

/** From the last node to the first, each joins the group of a consumer where it can. */
function draft(
  graph: Graph,
  phases: readonly (Phase | null)[],
  roots: readonly NodeId[],
  computed: (id: NodeId) => boolean,
  fusable: Fusable,
): (Draft | null)[] {
  const unitOf: (Draft | null)[] = graph.nodes.map(() => null);
  const consumers: Set<Draft>[] = graph.nodes.map(() => new Set());
  const lastOf = lastOfLoops(graph, phases);
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id]!;
    const phase = phases[id]!;
    if (phase === null || isAlias(node) || !computed(id)) continue;
    const users = [...consumers[id]!];
    const height = users.reduce((top, u) => Math.max(top, u.height + 1), 0);
    const loop = unitOf[lastOf.get(id) ?? id];
    if (loop != null) {
      // All nodes of a loop have the same operands, which come before the first of them.
      loop.nodes.unshift(id);
      loop.height = Math.max(loop.height, height);
      unitOf[id] = loop;
      continue;
    }
    const splits = fusable(id);
    const host = users.find(
      (u) =>
        u.splits !== null &&
        (u.splits & splits) !== 0 &&
        u.height === height - 1 &&
        u.phase === phase &&
        u.nodes.length < MAX_GROUP &&
        sameShape(graph.nodes[u.nodes[0]!]!.shape, node.shape) &&
        users.every((other) => other === u || other.height < u.height),
    );
    const unit: Draft = host ?? { phase, nodes: [], splits: splits === 0 ? null : splits, height };
    unit.nodes.unshift(id);
    if (host !== undefined) host.splits = host.splits! & splits;
    unitOf[id] = unit;
    for (const input of node.inputs) consumers[roots[input]!]!.add(unit);
  }
  return unitOf;
}

/** For a node of a loop, the last of the loop's nodes. */
function lastOfLoops(graph: Graph, phases: readonly (Phase | null)[]): ReadonlyMap<NodeId, NodeId> {
  return new Map(
    loopsIn(graph, (id) => phases[id] !== null).flatMap((ids) => ids.map((id) => [id, ids.at(-1)!] as const)),
  );
}
