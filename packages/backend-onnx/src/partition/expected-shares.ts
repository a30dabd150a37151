/** How much of each value is expected not to be zero, by what the graph says. A guess that chooses who multiplies, and changes no bit. */
import { ops, scalarOf, type Graph, type Node, type NodeId } from '@bernoulli/api/ir';

/** Of what a ReLU takes half is positive, as far as anyone knows. */
const POSITIVE = 0.5;

/** The share of each value that is not zero, from 0 to 1; for a mask, the share that is true. Data and sums are taken to have no zeros. */
export function expectedShares(graph: Graph): readonly number[] {
  const shares: number[] = [];
  for (const node of graph.nodes) shares.push(shareOf(node, graph, (input) => shares[input]!));
  return shares;
}

function shareOf({ op, inputs }: Node, { nodes }: Graph, share: (id: NodeId) => number): number {
  const [first, second, third] = inputs;
  const constant = (id: NodeId): number | undefined => scalarOf(nodes[id]!);
  switch (op) {
    case 'less':
    case 'lessEqual':
      return drawnBelow(second!, nodes[first!]!);
    case 'greater':
    case 'greaterEqual':
      return constant(second!) === 0 ? POSITIVE : 1 - drawnBelow(second!, nodes[first!]!, 0);
    case 'not':
      return 1 - share(first!);
    case 'and':
      return share(first!) * share(second!);
    case 'maximum':
      return [first!, second!].some((id) => constant(id) === 0) ? POSITIVE : 1;
    case 'select':
      return constant(third!) === 0 ? share(first!) * share(second!) : 1;
    default:
      return keepsPlaces(op) ? Math.min(1, ...inputs.map(share)) : 1;
  }

  /** The share of numbers from [0, 1) below a constant rate; `other` for numbers that are none, or a rate that changes. */
  function drawnBelow(rate: NodeId, { op: from }: Node, other = 1): number {
    const known = from === 'uniform' ? constant(rate) : undefined;
    return known === undefined ? other : Math.min(1, Math.max(0, known));
  }
}

/** True for ops whose result is zero where an operand is, at the place it has come to. */
function keepsPlaces(op: Node['op']): boolean {
  const { kind, zeros } = ops[op];
  if (kind === 'movement') return zeros !== 'none';
  return kind === 'elementwise' && (zeros === 'absorbs' || (zeros === 'keeps' && ops[op].arity === 1));
}
