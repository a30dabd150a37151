/** Ops that an engine lacks, in ops that it may have. */
import type { Graph } from '../graph.ts';
import type { Expansion } from '../op.ts';
import { ops, type OpName } from '../ops/index.ts';
import { rewrite } from './rewrite.ts';

/**
 * A legal graph with every op that is not `supported` written in simpler ones, and these in simpler ones still, until all are supported or
 * cannot be expanded. The graph itself where there is nothing to do.
 *
 * What is left unsupported is for the caller to name: `graph.nodes.filter(({ op }) => !supported(op))`.
 *
 * @example
 * ```ts
 * import { expandOps, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.notEqual(b.input('x', 'f32', [2]), 0) } });
 * const small = expandOps(graph, (op) => op !== 'notEqual');
 * small.nodes.map(({ op }) => op).join(' '); // => 'input constant equal not'
 * ```
 */
export function expandOps(graph: Graph, supported: (op: OpName) => boolean): Graph {
  const expands = (op: OpName): boolean => !supported(op) && ops[op].expand !== null;
  let now = graph;
  // No op is part of its own expansion, so that this ends.
  while (now.nodes.some(({ op }) => expands(op))) {
    const { nodes } = now;
    now = rewrite(now, (id, b, at) => {
      const { op, inputs, attrs } = nodes[id]!;
      return expands(op) ? (ops[op].expand as Expansion<unknown>)({ b, inputs: inputs.map(at), attrs }) : null;
    });
  }
  return now;
}
