/** Nodes prepared by their SIMD routines, or turned into steps that run their plain kernels on views. */
import type { Graph, Node, NodeId, OpName } from '@bernoulli/api/ir';
import type { Bind } from './executable.ts';
import type { ComputedOp, Kernel, Spec } from './kernel.ts';
import { kernels } from './kernels/index.ts';
import { routines } from './simd/index.ts';
import type { Prepared, Routine } from './tasks/task.ts';
import type { Engine } from './wasm/engine.ts';

/** All that kernels are told. The attributes are those of the node's own op, which the table it is looked up in has checked. */
export function specOf(graph: Graph, node: Node): Spec<never> {
  const { attrs, dtype, shape } = node;
  return { attrs: attrs as never, inputs: node.inputs.map((i) => graph.nodes[i]!), type: { dtype, shape } };
}

/** The SIMD routine for a node, if it has one for these shapes. */
export function prepareRoutine(graph: Graph, id: NodeId, engine: Engine): Prepared | null {
  const node = graph.nodes[id]!;
  const routine = routines[node.op] as Routine<OpName> | undefined;
  return routine?.(specOf(graph, node), engine.routines) ?? null;
}

/** A node run by its plain kernel. */
export function plainStep(graph: Graph, id: NodeId): Bind {
  const node = graph.nodes[id]!;
  const run = (kernels[node.op as ComputedOp] as Kernel<never>)(specOf(graph, node));
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
