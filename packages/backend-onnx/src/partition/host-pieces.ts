/** The two pieces of a graph that the host computes. */
import type { Graph, NodeId } from '@bernoulli/api/ir';
import type { Sides } from './assign-side.ts';
import { Piece } from './piece.ts';
import { renamedNode } from './renamed-node.ts';

export interface HostPiece {
  readonly graph: Graph | null;
  readonly brought: ReadonlySet<NodeId>;
  /** Nodes that it hands out. */
  readonly hands: ReadonlySet<NodeId>;
}

type NameOf = (id: NodeId) => string;
type States = ReadonlyMap<NodeId, string>;

export function afterPiece(graph: Graph, sides: Sides, nameOf: NameOf, states: States): HostPiece {
  const computes = (id: NodeId): boolean => {
    const side = sides.of[id]!;
    // What costs little is done twice sooner than copied; noise is neither drawn nor shaped twice.
    return side === 'constant' || side === 'after' || (side === 'before' && !sides.noisy.has(id));
  };
  const piece = new Piece(graph, { computes, nameOf, states });
  const state = graph.state.map(({ name, node, next }) => ({
    name,
    node: piece.write(node),
    next: next === null ? null : piece.write(next),
  }));
  const commit = graph.commit === null ? null : piece.write(graph.commit);
  const hands = new Set<NodeId>();
  for (const { node } of graph.outputs)
    if (['after', 'constant'].includes(sides.of[renamedNode(graph, sides, node)]!)) hands.add(node);
  const handed = [...hands].map((id) => [id, piece.write(id)] as const);
  // What comes in anyway need not be fetched a second time.
  for (const { node } of graph.outputs)
    if (sides.of[node] === 'session' && piece.brought.has(node) && !hands.has(node)) {
      hands.add(node);
      handed.push([node, piece.write(node)]);
    }
  const outputs = Object.fromEntries(handed.map(([id, ref]) => [nameOf(id), ref]));
  const empty = state.length === 0 && hands.size === 0 && commit === null;
  return { graph: empty ? null : piece.b.build({ outputs, state, commit }), brought: piece.brought, hands };
}

export function beforePiece(
  graph: Graph,
  sides: Sides,
  nameOf: NameOf,
  states: States,
  early: ReadonlySet<NodeId>,
): HostPiece {
  const computes = (id: NodeId): boolean => sides.of[id] === 'before' || sides.of[id] === 'constant';
  const piece = new Piece(graph, { computes, nameOf, states });
  const outputs = Object.fromEntries([...early].map((id) => [nameOf(id), piece.write(id)]));
  const names = new Map(piece.state.map(([node, ref]) => [states.get(node)!, ref]));
  const state = [...names].map(([name, node]) => ({ name, node, next: null }));
  const built = early.size === 0 ? null : piece.b.build({ outputs, state });
  return { graph: built, brought: piece.brought, hands: early };
}
