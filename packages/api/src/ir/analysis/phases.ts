/**
 * When each node is computed. First the results: all that outputs and the verdict depend on. Then, only if the run commits, the
 * updates: what nothing but the next state needs. So a run that does not commit need not touch any state.
 */
import type { Graph, NodeId } from '../graph.ts';
import { endsOf, resultsOf } from './ends.ts';
import { dependenciesOf } from './reach.ts';

export type Phase = 'result' | 'update';

/**
 * The phase of every node, `null` for one that nothing needs.
 *
 * @example
 * ```ts
 * import { GraphBuilder, phasesOf } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const s = b.input('s', 'f32', []);
 * const y = b.exp(s);
 * const graph = b.build({ outputs: { y }, state: [{ name: 's', node: s, next: b.sin(y) }] });
 * phasesOf(graph); // => ['result', 'result', 'update']
 * ```
 */
export function phasesOf(graph: Graph): readonly (Phase | null)[] {
  const results = dependenciesOf(graph, resultsOf(graph));
  const needed = dependenciesOf(graph, endsOf(graph));
  const phaseOf = (id: NodeId): Phase | null => (results.has(id) ? 'result' : needed.has(id) ? 'update' : null);
  return graph.nodes.map((_, id) => phaseOf(id));
}
