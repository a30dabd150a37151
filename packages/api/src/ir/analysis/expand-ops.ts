/** Ops that an engine lacks, in ops that it may have. */
import type { Graph, Node } from '../graph.ts';
import type { Expansion } from '../op.ts';
import { ops, type OpName } from '../ops/index.ts';
import { rewrite } from './rewrite.ts';

/**
 * A legal graph with every op that is not `supported` written in simpler ones, and these in simpler ones still, until all are supported or
 * cannot be expanded; in the bodies of loops too. The graph itself where there is nothing to do.
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
  // Nodes of one loop have one body, before and after.
  const bodies = new Map<Graph, Graph>();
  const bodyOf = (body: Graph): Graph => {
    const known = bodies.get(body) ?? expanded(body);
    bodies.set(body, known).set(known, known);
    return known;
  };
  const expanded = (whole: Graph): Graph => {
    let now = whole;
    const changes = (node: Node): boolean =>
      expands(node.op) || (node.op === 'scan' && bodyOf(node.attrs.body) !== node.attrs.body);
    // No op is part of its own expansion, so that this ends.
    while (now.nodes.some(changes)) {
      const { nodes } = now;
      now = rewrite(now, (id, b, at) => {
        const node = nodes[id]!;
        const { op, attrs } = node;
        const inputs = node.inputs.map(at);
        if (expands(op)) return (ops[op].expand as Expansion<unknown>)({ b, inputs, attrs });
        return node.op === 'scan' ? b.node('scan', inputs, { ...node.attrs, body: bodyOf(node.attrs.body) }) : null;
      });
    }
    return now;
  };
  return expanded(graph);
}
