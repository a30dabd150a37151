/** Ops that have neither a routine nor a fused loop, and whose plain loop is much slower than what they are made of. */
import { ops, rewrite, type Expansion, type Graph, type OpName } from '@bernoulli/api/ir';
import type { Engine } from '../routines/engine.ts';
import { prepareRoutine } from '../routines/prepare.ts';

const slow: ReadonlySet<OpName> = new Set(['conv', 'convInput', 'convKernel']);

/** A graph in which convolutions that no routine takes, those that are products of their operands as they lie and those over more than three axes, are products of matrices. */
export function withoutSlowOps(graph: Graph, engine: Engine): Graph {
  const expands = (id: number): boolean => slow.has(graph.nodes[id]!.op) && prepareRoutine(graph, id, engine) === null;
  if (!graph.nodes.some((_, id) => expands(id))) return graph;
  return rewrite(graph, (id, b, at) => {
    const { op, inputs, attrs } = graph.nodes[id]!;
    return expands(id) ? (ops[op].expand as Expansion<unknown>)({ b, inputs: inputs.map(at), attrs }) : null;
  });
}
