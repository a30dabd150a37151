/** A graph as work in order: what runs, what each unit reads and gives, and how state is carried. */
import { endsOf, loopsIn, ops, phasesOf, type Graph, type NodeId, type Phase } from '@bernoulli/api/ir';
import { pairEpilogues } from '../fuse/epilogue.ts';
import { groupOf, type Group } from '../fuse/group.ts';
import { rootsOf } from './aliases.ts';
import { groupNodes, type Fusable, type Unit } from './group-nodes.ts';
import { planStateUpdates, type StateUpdates } from './state-updates.ts';

export interface Schedule {
  readonly graph: Graph;
  /** For each node, the node whose bytes hold its value. */
  readonly roots: readonly NodeId[];
  readonly units: readonly ScheduledUnit[];
  readonly stateUpdates: StateUpdates;
}

export interface ScheduledUnit extends Unit {
  /** `null` for a node with a kernel of its own. */
  readonly group: Group | null;
  /** Roots whose bytes it reads. */
  readonly reads: readonly NodeId[];
  /** Nodes whose values leave the unit and need bytes. */
  readonly results: readonly NodeId[];
  /** The unit before this loop that does a matrix product, if the loop runs along with it, part by part. */
  readonly epilogueOf: ScheduledUnit | null;
}

export function scheduleOf(graph: Graph, fusable: Fusable): Schedule {
  const roots = rootsOf(graph);
  const computed = (id: NodeId): boolean => ops[graph.nodes[id]!.op].kind !== 'source';
  const drafts = pairEpilogues(graph, roots, groupNodes(graph, phasesIn(graph), roots, computed, fusable));
  const kept = keptRoots(graph, roots, drafts.units);
  const units: ScheduledUnit[] = [];
  for (const unit of drafts.units) {
    const epilogueOf = drafts.productOf.has(unit) ? units.at(-1)! : null;
    const group = unit.splits === null ? null : groupOf(graph, roots, unit, epilogueOf !== null);
    const results = unit.nodes.filter((id) => kept.has(id));
    const operands = group === null ? unit.nodes.flatMap((id) => graph.nodes[id]!.inputs) : [...group.operands.keys()];
    units.push({ ...unit, group, results, reads: operands.map((id) => roots[id]!), epilogueOf });
  }
  return { graph, roots, units, stateUpdates: planStateUpdates(graph, roots, units) };
}

/** All results of a loop are computed as soon as one is needed. */
function phasesIn(graph: Graph): readonly (Phase | null)[] {
  const phases = [...phasesOf(graph)];
  for (const ids of loopsIn(graph, (id) => phases[id] !== null))
    if (ids.some((id) => phases[id] === 'result')) for (const id of ids) phases[id] = 'result';
  return phases;
}

/** Roots that a unit other than their own reads, or that the graph hands on. */
function keptRoots(graph: Graph, roots: readonly NodeId[], units: readonly Unit[]): Set<NodeId> {
  const kept = new Set<NodeId>();
  for (const unit of units)
    for (const id of unit.nodes)
      for (const input of graph.nodes[id]!.inputs) if (!unit.nodes.includes(roots[input]!)) kept.add(roots[input]!);
  for (const id of endsOf(graph)) kept.add(roots[id]!);
  return kept;
}
