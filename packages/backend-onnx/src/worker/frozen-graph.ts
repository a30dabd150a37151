/** A graph as it came from another thread, frozen again: a copy between threads is not. */
import type { Graph } from '@bernoulli/api/ir';

/** Freezes all of a graph, bodies of loops included, and returns it. */
export function frozenGraph(graph: Graph): Graph {
  for (const node of graph.nodes) {
    if (node.op === 'scan') frozenGraph(node.attrs.body);
    for (const part of [node, node.inputs, node.attrs, node.shape]) Object.freeze(part);
  }
  for (const list of [graph.inputs, graph.outputs, graph.state]) for (const binding of list) Object.freeze(binding);
  for (const list of [graph.nodes, graph.inputs, graph.outputs, graph.state]) Object.freeze(list);
  return Object.freeze(graph);
}
