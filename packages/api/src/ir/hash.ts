/** The name of a program by what it computes, for caches and for records of runs. */
import { canonical } from './canonical.ts';
import { ContentHash } from './content-hash.ts';
import type { Graph } from './graph.ts';

/**
 * 16 hexadecimal digits over everything in a graph but the site labels: ops, operands, attributes, constants to the bit,
 * names of inputs, outputs and state. Programs that differ only in the order of their nodes have different hashes.
 *
 * @example
 * ```ts
 * import { GraphBuilder, hash } from '@bernoulli/api/ir';
 * const write = (site: string) => {
 *   const b = new GraphBuilder();
 *   b.site = site;
 *   return b.build({ outputs: { y: b.exp(b.input('x', 'f32', [2])) } });
 * };
 * hash(write('here')) === hash(write('there')); // => true
 * ```
 */
export function hash(graph: Graph): string {
  const h = new ContentHash().text(`ir ${graph.irVersion}`);
  for (const node of graph.nodes) {
    h.text(node.op)
      .text(node.dtype)
      .text(canonical([node.inputs, node.shape]));
    if (node.op === 'constant') h.array(node.attrs.value);
    else if (node.op === 'scan') h.text(canonical({ ...node.attrs, body: hash(node.attrs.body) }));
    else h.text(canonical(node.attrs));
  }
  return h.text(canonical([graph.inputs, graph.outputs, graph.state, graph.commit])).digest();
}
