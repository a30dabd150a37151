/** Who reads each value of a program. */
import type { Graph, NodeId } from '../graph.ts';

/**
 * For each node, the nodes that have it as an operand: ascending, each once. The graph itself may read it too: see {@link endsOf}.
 *
 * @example
 * ```ts
 * import { GraphBuilder, usersOf } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = b.input('x', 'f32', []);
 * const graph = b.build({ outputs: { y: b.exp(b.mul(x, x)), z: b.neg(x) } });
 * usersOf(graph); // => [[1, 3], [2], [], []]
 * ```
 */
export function usersOf({ nodes }: Graph): readonly (readonly NodeId[])[] {
  const users = nodes.map((): NodeId[] => []);
  nodes.forEach(({ inputs }, id) => {
    for (const input of new Set(inputs)) users[input]!.push(id);
  });
  return users;
}
