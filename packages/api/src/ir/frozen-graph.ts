/** Graphs that come from elsewhere, from another thread or out of a file, frozen as the builder freezes its own. */
import type { Graph } from './graph.ts';

/**
 * Freezes all of a graph, bodies of loops included, and returns it: backends keep what they work out of a graph, and refuse one that may change.
 *
 * @example
 * ```ts
 * import { frozenGraph, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const copy = structuredClone(b.build({ outputs: { y: b.neg(b.input('x', 'f32', [2])) } }));
 * Object.isFrozen(frozenGraph(copy).nodes[1]?.inputs); // => true
 * ```
 */
export function frozenGraph(graph: Graph): Graph {
  for (const node of graph.nodes) {
    if (node.op === 'scan') frozenGraph(node.attrs.body);
    for (const part of [node, node.inputs, node.attrs, node.shape]) Object.freeze(part);
  }
  for (const list of [graph.inputs, graph.outputs, graph.state]) for (const binding of list) Object.freeze(binding);
  for (const list of [graph.nodes, graph.inputs, graph.outputs, graph.state]) Object.freeze(list);
  return Object.freeze(graph);
}
