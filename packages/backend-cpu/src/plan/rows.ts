/** Whether the body of a loop over time can be run for some of its rows alone: whether none of its rows needs another. */
import type { Graph, NodeId } from '@bernoulli/api/ir';
import type { Schedule, ScheduledUnit } from './schedule.ts';

/** Roots that nothing but fused loops reads, and writes where they are computed: these can do so wherever they lie in each step. */
export function onlyInLoops({ graph, roots, units, stateUpdates }: Schedule): (id: NodeId) => boolean {
  const computed = new Set(units.flatMap(({ nodes }) => nodes));
  const ends = [...graph.outputs.map(({ node }) => node), ...graph.state.map(({ node, next }) => next ?? node)];
  const handedOn = ends.map((id) => roots[id]!).filter((root) => !computed.has(root));
  const others = new Set([...stateUpdates.inPlace.keys(), ...graph.state.map(({ node }) => node), ...handedOn]);
  for (const { nodes, reads, group } of units)
    if (group === null) for (const id of [...nodes, ...reads]) others.add(id);
  return (id) => !others.has(roots[id]!);
}

/** The rows, the size of the first axis of all that changes from step to step; `null` where one depends on another. */
export function independentRows({ graph, roots, units, stateUpdates }: Schedule): number | null {
  const moving = new Set(graph.inputs.map(({ node }) => node));
  for (const { node, next } of graph.state) if (next !== null) moving.add(node);
  for (const { nodes } of units) for (const id of nodes) moving.add(id);
  const rows = units.length === 0 ? undefined : graph.nodes[units[0]!.nodes[0]!]!.shape[0];
  if (rows === undefined || rows < 2 || graph.commit !== null || stateUpdates.saved.size > 0) return null;

  const hasRows = (id: NodeId): boolean => graph.nodes[id]!.shape[0] === rows;
  const stays = (id: NodeId): boolean => !moving.has(roots[id]!);
  /** Row by row beside a result of so many axes, or the same for all rows. */
  const isBeside = (id: NodeId, axes: number): boolean =>
    stays(id) || (hasRows(id) && hasRows(roots[id]!) && graph.nodes[id]!.shape.length === axes);

  const isByRows = ({ nodes, group }: ScheduledUnit): boolean => {
    if (!nodes.every(hasRows)) return false;
    const { op, inputs, attrs, shape } = graph.nodes[nodes[0]!]! as Graph['nodes'][number];
    if (group !== null) return nodes.every((id) => graph.nodes[id]!.inputs.every((i) => isBeside(i, shape.length)));
    const [a, b] = inputs as [NodeId, NodeId];
    if (op === 'matMul')
      return shape.length === 2 && !(attrs as { transposeA: boolean }).transposeA && hasRows(roots[a]!) && stays(b);
    return (op === 'slice' || op === 'concat') && inputs.every((i) => hasRows(i) && hasRows(roots[i]!));
  };
  const isMoved = (id: NodeId): boolean => hasRows(roots[id]!);
  const ends = [
    ...graph.inputs.map(({ node }) => node),
    ...graph.outputs.map(({ node }) => node),
    ...graph.state.flatMap(({ node, next }) => (next === null ? [] : [node, next])),
  ];
  return units.every(isByRows) && ends.every(isMoved) ? rows : null;
}
