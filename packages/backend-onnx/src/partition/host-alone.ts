/**
 * Whether a training step is faster on the host alone, which skips zeros on all its threads, than cut between host and session: by
 * counts and a model in nanoseconds, fitted to measurements on one core of x64 with 256-bit vectors.
 */
import { ops, sizeOf, type Graph } from '@bernoulli/api/ir';
import { assignSides } from './assign-side.ts';
import { expectedShares } from './expected-shares.ts';

/** Of a multiplication: by ONNX Runtime, by the host, and by the host over a list of what is not zero. */
const [MULTIPLY, MULTIPLY_HOST, MULTIPLY_LISTED] = [0.025, 0.048, 0.06];
/** Of an element of a product's operands and result, which the host packs, lists and writes. */
const TOUCH = 0.4;
/**
 * Of a number drawn, of a number of state that Adam replaces, and of the third of a gradient's element that comes to it: ONNX Runtime
 * hands that out, and copies it.
 */
const [DRAW, UPDATE, HAND_OUT] = [2.6, 0.28, 0.07];
/** Of a session's run, and of each operator in it. */
const [RUN, OPERATOR] = [25_000, 3_000];
/** What each thread after the first adds, in products and on the host alike. */
const ANOTHER_THREAD = 0.7;
/** Multiplications of a step below which it is not looked at: it takes some ten microseconds either way. */
const LEAST = 2 ** 20;
/** By so much the host alone has to be cheaper. */
const MARGIN = 0.95;

export interface Threads {
  readonly session: number;
  readonly host: number;
}

/** True for a training step whose products are matrix products alone, and which the host does faster by itself. */
export function isFasterAlone(graph: Graph, threads: Threads): boolean {
  const { nodes, state } = graph;
  if (!state.some(({ next }) => next !== null)) return false;
  if (nodes.some(({ op }) => op !== 'matMul' && ['contraction', 'control'].includes(ops[op].kind))) return false;
  const shares = expectedShares(graph);
  const count = { multiplications: 0, session: 0, host: 0 };
  for (const { op, inputs, attrs, shape } of nodes) {
    if (op !== 'matMul') continue;
    const [a, b] = [nodes[inputs[0]!]!.shape, nodes[inputs[1]!]!.shape];
    const multiplications = sizeOf(shape) * a.at(attrs.transposeA ? -2 : -1)!;
    // The host looks for zeros in products of two matrices only.
    const share = b.length === 2 ? Math.min(...inputs.map((id) => shares[id]!)) : 1;
    count.multiplications += multiplications;
    count.session += MULTIPLY * multiplications;
    count.host +=
      Math.min(MULTIPLY_HOST, MULTIPLY_LISTED * share) * multiplications +
      TOUCH * (sizeOf(a) + sizeOf(b) + sizeOf(shape));
  }
  if (count.multiplications < LEAST) return false;
  const drawn = nodes.reduce((sum, { op, shape }) => sum + (op === 'uniform' ? sizeOf(shape) : 0), 0);
  const updated = state.reduce((sum, { node, next }) => sum + (next === null ? 0 : sizeOf(nodes[node]!.shape)), 0);
  const around = DRAW * drawn + UPDATE * updated;
  const operators = assignSides(graph, 'host').of.filter((side) => side === 'session').length;
  const cut = RUN + OPERATOR * operators + count.session / speedup(threads.session) + around + HAND_OUT * updated;
  return (count.host + around) / speedup(threads.host) < MARGIN * cut;
}

function speedup(threads: number): number {
  return 1 + ANOTHER_THREAD * (threads - 1);
}
