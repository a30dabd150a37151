/** Turns a unit of work into a step that runs on views: by its SIMD routine where there is one, else by its plain kernel. */
import { fail, type Graph, type Node, type NodeId, type OpName } from '@bernoulli/api/ir';
import type { Bind } from './executable.ts';
import type { Kernel, Spec } from './kernel.ts';
import { kernels } from './kernels/index.ts';

export function specOf(graph: Graph, node: Node): Spec<never> {
  const { attrs, dtype, shape } = node;
  return { attrs: attrs as never, inputs: node.inputs.map((i) => graph.nodes[i]!), type: { dtype, shape } };
}

/** A node run by its plain kernel. */
export function plainStep(graph: Graph, id: NodeId): Bind {
  const node = graph.nodes[id]!;
  const kernel = (kernels as Partial<Record<OpName, Kernel<never>>>)[node.op];
  if (kernel === undefined) fail('UNSUPPORTED', { who: 'cpu', at: node.site, what: `no kernel for ${node.op}` });
  const run = kernel(specOf(graph, node) as never);
  return (view) => {
    const inputs = node.inputs.map(view);
    const out = view(id);
    return () => run(inputs, out);
  };
}

/** Copies bytes from one place on the heap to another. */
export function copyStep(from: number, to: number, bytes: number): Bind {
  return (_, buffer) => {
    const all = new Uint8Array(buffer);
    return () => void all.copyWithin(to, from, from + bytes);
  };
}
