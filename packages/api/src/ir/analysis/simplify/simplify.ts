/** The same program with less in it. */
import { fail } from '../../errors.ts';
import type { Graph, Node, NodeId } from '../../graph.ts';
import { endsOf } from '../ends.ts';
import type { OpName } from '../../ops/index.ts';
import { rebuildEnds } from '../rebuild-ends.ts';
import { broadcasts } from './broadcasts.ts';
import { fold } from './fold.ts';
import { identities } from './identities.ts';
import { logSoftmax } from './log-softmax.ts';
import { Rewriter, sameNode, type Rule } from './rewriter.ts';

export interface SimplifyOptions {
  /** No gradient will be taken of the result: `stopGradient`, which changes no value, is dropped too. Default false. */
  readonly final?: boolean;
}

/** More rounds than any program has needed; a rule that undoes another is a defect, and is reported as one. */
const MOST_ROUNDS = 50;

/**
 * An equivalent graph, simplified until nothing more can be. What is done:
 *
 * - Dead code goes, and run inputs that nothing reads with it. State stays, read or not.
 * - Equal nodes become one; `input` nodes never do.
 * - Small constants are computed, where IEEE 754 fixes the result to the last bit.
 * - Ops that change nothing go, where that holds for every IEEE 754 value.
 * - `broadcastTo` goes where the op that reads it broadcasts anyway.
 * - log(softmax(x)), also through clips by positive constants, becomes logSoftmax. This is the one rule that changes
 *   results, for the better: do it **before** taking gradients, and they are stable too.
 *
 * Names and order of inputs, outputs and state are kept, and so are the sites of the nodes that remain.
 *
 * @example
 * ```ts
 * import { GraphBuilder, simplify } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.log(b.mul(b.softmax(b.input('x', 'f32', [2, 3])), 1)) } });
 * simplify(graph).nodes.map((n) => n.op).join(' '); // => 'input logSoftmax'
 * ```
 */
export function simplify(graph: Graph, { final = false }: SimplifyOptions = {}): Graph {
  const rules = final ? [dropStopGradient, ...laws] : laws;
  let now = graph;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = now;
    now = rewrite(before, rules);
    if (same(before, now)) return now;
  }
  return fail('GRAPH', { who: 'simplify', what: `the rules did not come to rest in ${MOST_ROUNDS} rounds` });
}

const laws: readonly Rule[] = [identities, fold, broadcasts, logSoftmax];

const dropStopGradient: Rule = ({ op, inputs }) => (op === 'stopGradient' ? inputs[0]! : null);

function rewrite(graph: Graph, rules: readonly Rule[]): Graph {
  const live = reachable(graph);
  const r = new Rewriter(rules);
  const renamed = new Map<NodeId, NodeId>();
  graph.nodes.forEach((node: Node, id) => {
    if (!live.has(id)) return;
    r.b.site = node.site;
    const inputs = node.inputs.map((i) => r.b.ref(renamed.get(i)!));
    renamed.set(id, r.write<OpName>(node.op, inputs, node.attrs as never).id);
  });
  return rebuildEnds(r.b, graph, (id) => r.b.ref(renamed.get(id)!));
}

/** Whether two graphs are equal but for sites. Comparing stops early and reads no text, which hashes would have to. */
function same(a: Graph, b: Graph): boolean {
  const ends = ({ outputs, state, commit }: Graph): string => JSON.stringify([outputs, state, commit]);
  return (
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, id) => sameNode(node, b.nodes[id]!)) &&
    ends(a) === ends(b)
  );
}

/** The nodes that an output, a state or the verdict depends on. */
function reachable(graph: Graph): ReadonlySet<NodeId> {
  const live = new Set(endsOf(graph));
  for (const { node } of graph.state) live.add(node);
  for (let id = graph.nodes.length - 1; id >= 0; id--)
    if (live.has(id)) for (const i of graph.nodes[id]!.inputs) live.add(i);
  return live;
}
