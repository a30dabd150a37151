/** Ops that an engine lacks, in ops that it may have. */
import type { Graph, Node, TensorType } from '../graph.ts';
import type { Expansion } from '../op.ts';
import { ops, type OpName } from '../ops/index.ts';
import { rewrite } from './rewrite.ts';

/** Whether an engine computes a node itself: by its op alone, or by its attributes and the types of its operands too. */
export type Supported = (op: OpName, node: Node, operands: readonly TensorType[]) => boolean;

/**
 * A legal graph with every node that is not `supported` written in simpler ones, and these in simpler ones still, until all are supported or
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
export function expandOps(graph: Graph, supported: Supported): Graph {
  const expands = (node: Node, { nodes }: Graph): boolean =>
    ops[node.op].expand !== null &&
    !supported(
      node.op,
      node,
      node.inputs.map((i) => nodes[i]!),
    );
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
      expands(node, now) || (node.op === 'scan' && bodyOf(node.attrs.body) !== node.attrs.body);
    // No op is part of its own expansion, so that this ends.
    while (now.nodes.some(changes)) {
      const from = now;
      now = rewrite(now, (id, b, at) => {
        const node = from.nodes[id]!;
        const { op, attrs } = node;
        const inputs = node.inputs.map(at);
        if (expands(node, from)) return (ops[op].expand as Expansion<unknown>)({ b, inputs, attrs });
        return node.op === 'scan' ? b.node('scan', inputs, { ...node.attrs, body: bodyOf(node.attrs.body) }) : null;
      });
    }
    return now;
  };
  return expanded(graph);
}
