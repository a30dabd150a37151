/** A file's graph up to values of one's choice: the body of a model without its head. */
import { fail, listed } from '@bernoulli/api/ir';
import type { StoredGraph } from '../proto/stored-model.ts';
import { makersOf } from './needed.ts';

/**
 * The graph with these values as its outputs.
 *
 * @throws BernoulliError `NAME` for a value that no node computes.
 */
export function cutGraph(graph: StoredGraph, outputs: readonly string[]): StoredGraph {
  const makers = makersOf(graph.nodes);
  for (const name of outputs)
    if (!makers.has(name))
      fail('NAME', {
        who: 'importOnnx',
        what: 'no node of the file has this output',
        received: name,
        hint: `Outputs are ${listed([...makers.keys()])}`,
      });
  const known = new Map(graph.outputs.map((port) => [port.name, port]));
  return {
    ...graph,
    outputs: outputs.map((name) => known.get(name) ?? { name, type: { other: 'unknown' }, shape: null }),
  };
}
