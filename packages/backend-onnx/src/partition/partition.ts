/** A graph as up to three: what the host does first, what the session does, what the host does last; and what goes between them. */
import { stateNames, type Binding, type Graph, type NodeId } from '@bernoulli/api/ir';
import { Piece } from './piece.ts';
import { sidesOf, type Noise, type Sides } from './sides.ts';

/** Where a value lies: at one of the ends of the two host pieces, or in an array of the executable's own. */
export interface Place {
  readonly room: 'before' | 'after' | 'own';
  readonly end: 'inputs' | 'outputs' | 'state';
  readonly name: string;
}

/** A value that the session reads or writes, and its name there. */
export interface Port extends Binding {
  readonly place: Place;
}

/** Something to be copied before a piece runs. */
export interface Copy {
  readonly from: Place;
  readonly to: Place;
}

export interface Partition {
  /** `null` where there is nothing to do. */
  readonly before: Graph | null;
  readonly session: { readonly feeds: readonly Port[]; readonly fetches: readonly Port[] };
  /** Carries all of the state. */
  readonly after: Graph | null;
  /** Where the caller fills each input, and reads each output. */
  readonly inputs: ReadonlyMap<string, Place>;
  readonly outputs: ReadonlyMap<string, Place>;
  /** To be copied at the start, and between the session and the last piece. */
  readonly first: readonly Copy[];
  readonly last: readonly Copy[];
}

const place = (room: Place['room'], end: Place['end'], name: string): Place => ({ room, end, name });

/** Cuts a concrete, simplified graph. */
export function partition(graph: Graph, noise: Noise): Partition {
  const sides = sidesOf(graph, noise);
  const states = stateNames(graph);
  const names = new Map(graph.inputs.map(({ name, node }) => [node, `input/${name}`]));
  const nameOf = (id: NodeId): string => names.get(id) ?? `value/${id}`;
  const after = afterPiece(graph, sides, nameOf, states);
  const demand = demandOf(graph, sides, after.brought);
  const before = beforePiece(graph, sides, nameOf, states, demand.early);

  const fed = (id: NodeId): boolean => demand.fed.has(id);
  const inputPlace = ({ node, name }: Binding): Place => {
    if (after.brought.has(node)) return place('after', 'inputs', nameOf(node));
    const alone =
      before.brought.has(node) && !fed(node) && graph.outputs.every((o) => handedOn(graph, sides, o.node) !== node);
    return alone ? place('before', 'inputs', nameOf(node)) : place('own', 'inputs', name);
  };
  const inputs = new Map(graph.inputs.map((input) => [input.name, inputPlace(input)]));
  const placeOf = (id: NodeId): Place => {
    const state = states.get(id);
    if (state !== undefined) return place('after', 'state', state);
    const input = graph.inputs.find(({ node }) => node === id);
    if (input !== undefined) return inputs.get(input.name)!;
    return place('before', 'outputs', nameOf(id));
  };

  const first = [...before.brought].flatMap((id): Copy[] => {
    const [from, to] = [placeOf(id), place('before', 'inputs', nameOf(id))];
    return from.room === 'before' ? [] : [{ from, to }];
  });
  const last = [...after.brought].flatMap((id): Copy[] =>
    sides.of[id] === 'before' ? [{ from: placeOf(id), to: place('after', 'inputs', nameOf(id)) }] : [],
  );
  const fetches = [...after.brought].flatMap((id): Port[] =>
    sides.of[id] === 'session' ? [{ name: nameOf(id), node: id, place: place('after', 'inputs', nameOf(id)) }] : [],
  );
  const outputs = new Map<string, Place>();
  for (const { name, node: end } of graph.outputs) {
    const node = handedOn(graph, sides, end);
    const own = place('own', 'outputs', name);
    const side = sides.of[node]!;
    if (after.hands.has(node)) outputs.set(name, place('after', 'outputs', nameOf(node)));
    else if (side === 'before') outputs.set(name, placeOf(node));
    else outputs.set(name, own);
    if (side === 'given') last.push({ from: placeOf(node), to: own });
    else if (side === 'session' && !after.hands.has(node)) fetches.push({ name: `output/${name}`, node, place: own });
  }
  const feeds = [...demand.fed].map((node): Port => {
    const state = states.get(node);
    return { name: state === undefined ? nameOf(node) : `state/${state}`, node, place: placeOf(node) };
  });
  return {
    before: before.graph,
    session: { feeds: feeds.filter(filled), fetches: fetches.filter(filled) },
    after: after.graph,
    inputs,
    outputs,
    first,
    last,
  };

  // ONNX Runtime never sees a value without elements.
  function filled({ node }: Port): boolean {
    return !graph.nodes[node]!.shape.includes(0);
  }
}

/**
 * The node whose value an output is. The last piece may replace state under a renamed view of it, so that what only renames an
 * input or a state is copied before, as the value that it renames.
 */
function handedOn({ nodes }: Graph, { of }: Sides, id: NodeId): NodeId {
  let root = id;
  while (of[root] !== 'session' && nodes[root]!.op === 'reshape') root = nodes[root]!.inputs[0]!;
  return of[root] === 'given' ? root : id;
}

interface HostPiece {
  readonly graph: Graph | null;
  readonly brought: ReadonlySet<NodeId>;
  /** Nodes that it hands out. */
  readonly hands: ReadonlySet<NodeId>;
}

type NameOf = (id: NodeId) => string;
type States = ReadonlyMap<NodeId, string>;

function afterPiece(graph: Graph, sides: Sides, nameOf: NameOf, states: States): HostPiece {
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
    if (['after', 'constant'].includes(sides.of[handedOn(graph, sides, node)]!)) hands.add(node);
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

function beforePiece(
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

interface Demand {
  /** What the session is fed. */
  readonly fed: ReadonlySet<NodeId>;
  /** What the first piece has to hand out. */
  readonly early: ReadonlySet<NodeId>;
}

/** Who needs what: found from the operands of the session's nodes, what comes into the last piece, and the outputs. */
function demandOf(graph: Graph, { of }: Sides, broughtAfter: ReadonlySet<NodeId>): Demand {
  const fed = new Set<NodeId>();
  const early = new Set<NodeId>();
  graph.nodes.forEach(({ inputs }, id) => {
    if (of[id] === 'session')
      for (const input of inputs) if (of[input] === 'given' || of[input] === 'before') fed.add(input);
  });
  for (const id of fed) if (of[id] === 'before') early.add(id);
  for (const id of [...broughtAfter, ...graph.outputs.map(({ node }) => node)]) if (of[id] === 'before') early.add(id);
  return { fed, early };
}
