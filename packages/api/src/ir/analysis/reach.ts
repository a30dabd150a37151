/** What values are made of, and where they go. */
import type { Graph, NodeId } from '../graph.ts';

const NOWHERE: ReadonlySet<NodeId> = new Set();

/**
 * The nodes that `roots` depend on, themselves included, ascending. Of the nodes in `stops` no operands are followed.
 *
 * @example
 * ```ts
 * import { dependenciesOf, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = b.input('x', 'f32', []);
 * const [y, z] = [b.exp(x), b.sin(b.cos(x))];
 * const graph = b.build({ outputs: { y, z } });
 * [...dependenciesOf(graph, [z.id])]; // => [0, 2, 3]
 * ```
 */
export function dependenciesOf(
  { nodes }: Graph,
  roots: Iterable<NodeId>,
  stops: ReadonlySet<NodeId> = NOWHERE,
): ReadonlySet<NodeId> {
  const wanted = new Set(roots);
  const found: NodeId[] = [];
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (!wanted.has(id)) continue;
    found.push(id);
    if (!stops.has(id)) for (const input of nodes[id]!.inputs) wanted.add(input);
  }
  return new Set(found.reverse());
}

/**
 * The nodes whose values depend on one of `sources`, themselves included, ascending.
 *
 * @example
 * ```ts
 * import { dependentsOf, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const [x, key] = [b.input('x', 'f32', [3]), b.input('key', 'i32', [2])];
 * const graph = b.build({ outputs: { y: b.mul(b.exp(x), b.uniform(key, [3])) } });
 * const draws = graph.nodes.flatMap(({ op }, id) => (op === 'uniform' ? [id] : []));
 * [...dependentsOf(graph, draws)].map((id) => graph.nodes[id]!.op); // => ['uniform', 'mul']
 * ```
 */
export function dependentsOf({ nodes }: Graph, sources: Iterable<NodeId>): ReadonlySet<NodeId> {
  const given = new Set(sources);
  const found = new Set<NodeId>();
  nodes.forEach(({ inputs }, id) => {
    if (given.has(id) || inputs.some((input) => found.has(input))) found.add(id);
  });
  return found;
}
