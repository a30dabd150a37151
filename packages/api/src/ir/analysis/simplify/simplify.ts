/** The same program with less in it. */
import { fail } from '../../errors.ts';
import type { Graph } from '../../graph.ts';
import { endsOf } from '../ends.ts';
import type { OpName } from '../../ops/index.ts';
import { dependenciesOf } from '../reach.ts';
import { rewrite, type RewriteRule } from '../rewrite.ts';
import { broadcasts } from './broadcasts.ts';
import { fold } from './fold.ts';
import { identities } from './identities.ts';
import { layouts } from './layouts.ts';
import { leanLoops } from './lean-loops.ts';
import { logarithms } from './logarithms.ts';
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
 * - Bodies of loops are simplified too, and lose what nobody wants of them.
 * - Equal nodes become one; `input` nodes never do.
 * - Small constants are computed, where IEEE 754 fixes the result to the last bit.
 * - Ops that change nothing go, where that holds for every IEEE 754 value.
 * - `broadcastTo` goes where the op that reads it broadcasts anyway.
 * - Transposes that put channels first move behind what follows, where they meet those that put them last; one that moves
 *   no element is a `reshape`.
 * - log(softmax(x)), log(sigmoid(x)) and log(1 − sigmoid(x)), also through clips by constants that leave them finite,
 *   become forms that take no logarithm of a rounded probability. This is the one rule that changes results, for the
 *   better: do it **before** taking gradients, and they are stable too.
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
  const bodies = final ? finalBodies : openBodies;
  const body = (given: Graph): Graph => {
    const known = bodies.get(given) ?? simplify(given, { final });
    bodies.set(given, known).set(known, known);
    return known;
  };
  let now = graph;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = now;
    now = rewriteOnce(before, rules, body, final);
    if (same(before, now)) return now;
  }
  return fail('GRAPH', { who: 'simplify', what: `the rules did not come to rest in ${MOST_ROUNDS} rounds` });
}

const laws: readonly Rule[] = [identities, fold, broadcasts, logarithms, layouts];

const dropStopGradient: Rule = ({ op, inputs }) => (op === 'stopGradient' ? inputs[0]! : null);

/** Bodies in their simple form, by what they were, so that nodes of one loop keep one body. */
const openBodies = new WeakMap<Graph, Graph>();
const finalBodies = new WeakMap<Graph, Graph>();

function rewriteOnce(graph: Graph, rules: readonly Rule[], body: (given: Graph) => Graph, final: boolean): Graph {
  const r = new Rewriter(rules);
  const live = dependenciesOf(graph, [...endsOf(graph), ...graph.state.map(({ node }) => node)]);
  const lean = leanLoops(graph, live, body, final);
  const write: RewriteRule = (id, _, at) => {
    const { op, inputs, attrs } = graph.nodes[id]!;
    const loop = lean.get(id);
    if (loop !== undefined) return r.write('scan', loop.operands.map(at), loop.attrs);
    return r.write<OpName>(op, inputs.map(at), attrs as never);
  };
  return rewrite(graph, write, { into: r.b, only: live });
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
