/** A node run by its plain kernel. */
import type { Graph, NodeId } from '@bernoulli/api/ir';
import { kernels } from '../kernels/index.ts';
import type { ComputedOp, Kernel } from '../kernels/kernel.ts';
import { specOf } from '../kernels/spec.ts';
import type { Bind } from './step.ts';

export function plainStep(graph: Graph, id: NodeId): Bind {
  const node = graph.nodes[id]!;
  const run = (kernels[node.op as ComputedOp] as Kernel<never>)(specOf(graph, node));
  return (view) => {
    const inputs = node.inputs.map(view);
    const out = view(id);
    return () => run(inputs, out);
  };
}
