/** What a program is run for. */
import type { Graph, NodeId } from '../graph.ts';

/**
 * The nodes that a run must still hold when the last one is computed: outputs, next state, the verdict. So a node that is no end, and
 * that nobody reads (see {@link usersOf}), is for nothing.
 *
 * @example
 * ```ts
 * import { endsOf, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const y = b.exp(b.input('x', 'f32', []));
 * [...endsOf(b.build({ outputs: { y }, commit: b.isFinite(y) }))]; // => [1, 2]
 * ```
 */
export function endsOf(graph: Graph): ReadonlySet<NodeId> {
  const ends = resultsOf(graph);
  for (const { next } of graph.state) if (next !== null) ends.add(next);
  return ends;
}

/** The ends without the next state: outputs and the verdict. */
export function resultsOf({ outputs, commit }: Graph): Set<NodeId> {
  const results = new Set(outputs.map(({ node }) => node));
  if (commit !== null) results.add(commit);
  return results;
}
