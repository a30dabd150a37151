/**
 * When each node is computed. First the results: all that outputs and the commit flag depend on. Then, only if the run
 * commits, the updates: what nothing but the next state needs. So a run that does not commit has touched no state.
 */
import type { Graph, NodeId } from '@bernoulli/api/ir';

export type Phase = 'result' | 'update';

/** The phase of every node, `null` for one that nothing needs. */
export function phasesOf(graph: Graph): readonly (Phase | null)[] {
  const phases: (Phase | null)[] = graph.nodes.map(() => null);
  const mark = (phase: Phase, ids: readonly NodeId[]): void => {
    for (const id of ids) phases[id] ??= phase;
    for (let id = graph.nodes.length - 1; id >= 0; id--)
      if (phases[id] === phase) for (const input of graph.nodes[id]!.inputs) phases[input] ??= phase;
  };
  mark('result', [...graph.outputs.map((o) => o.node), ...(graph.commit === null ? [] : [graph.commit])]);
  mark(
    'update',
    graph.state.flatMap((s) => s.next ?? []),
  );
  return phases;
}
