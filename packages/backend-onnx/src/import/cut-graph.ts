/** A file's graph up to values of one's choice: the body of a model without its head. */
import { fail, listed } from '@bernoulli/api/ir';
import type { StoredGraph, StoredNode } from '../proto/stored-model.ts';

/**
 * The graph with these values as its outputs, and without the nodes that they do not need.
 *
 * @throws BernoulliError `NAME` for a value that no node computes.
 */
export function cutGraph(graph: StoredGraph, outputs: readonly string[]): StoredGraph {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name): [string, StoredNode] => [name, node])));
  for (const name of outputs)
    if (name === '' || !makers.has(name))
      fail('NAME', {
        who: 'importOnnx',
        what: 'no node of the file has this output',
        received: name,
        hint: `Outputs are ${listed([...makers.keys()].filter((output) => output !== ''))}`,
      });
  const needed = new Set<StoredNode>();
  const waiting = [...outputs];
  while (waiting.length > 0) {
    const node = makers.get(waiting.pop()!);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    waiting.push(...readBy(node));
  }
  const known = new Map(graph.outputs.map((port) => [port.name, port]));
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => needed.has(node)),
    outputs: outputs.map((name) => known.get(name) ?? { name, type: { other: 'unknown' }, shape: null }),
  };
}

/** Names that a node reads, in the graphs of its attributes too. */
function readBy(node: StoredNode): string[] {
  const inner = [...node.attributes.values()].flatMap((attribute) =>
    attribute.kind === 'graph'
      ? [...attribute.value.nodes.flatMap(readBy), ...attribute.value.outputs.map(({ name }) => name)]
      : [],
  );
  return [...node.inputs, ...inner];
}
