/** A graph as up to three: what the host does first, what the session does, what the host does last; and what goes between them. */
import { stateNames, type Binding, type Graph, type NodeId } from '@bernoulli/api/ir';
import { assignSides, type Noise, type Sides } from './assign-side.ts';
import { afterPiece, beforePiece } from './host-pieces.ts';
import { renamedNode } from './renamed-node.ts';

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

/** Cuts a concrete graph. */
export function partition(graph: Graph, noise: Noise): Partition {
  const sides = assignSides(graph, noise);
  const states = stateNames(graph);
  const names = new Map(graph.inputs.map(({ name, node }) => [node, `input/${name}`]));
  const nameOf = (id: NodeId): string => names.get(id) ?? `value/${id}`;
  const after = afterPiece(graph, sides, nameOf, states);
  const needs = needsOf(graph, sides, after.brought);
  const before = beforePiece(graph, sides, nameOf, states, needs.early);

  const fed = (id: NodeId): boolean => needs.fed.has(id);
  const inputPlace = ({ node, name }: Binding): Place => {
    if (after.brought.has(node)) return place('after', 'inputs', nameOf(node));
    const alone =
      before.brought.has(node) && !fed(node) && graph.outputs.every((o) => renamedNode(graph, sides, o.node) !== node);
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
    const node = renamedNode(graph, sides, end);
    const own = place('own', 'outputs', name);
    const side = sides.of[node]!;
    if (after.hands.has(node)) outputs.set(name, place('after', 'outputs', nameOf(node)));
    else if (side === 'before') outputs.set(name, placeOf(node));
    else outputs.set(name, own);
    if (side === 'given') last.push({ from: placeOf(node), to: own });
    else if (side === 'session' && !after.hands.has(node)) fetches.push({ name: `output/${name}`, node, place: own });
  }
  const feeds = [...needs.fed].map((node): Port => {
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

interface Needs {
  /** What the session is fed. */
  readonly fed: ReadonlySet<NodeId>;
  /** What the first piece has to hand out. */
  readonly early: ReadonlySet<NodeId>;
}

/** Who needs what: found from the operands of the session's nodes, what comes into the last piece, and the outputs. */
function needsOf(graph: Graph, { of }: Sides, broughtAfter: ReadonlySet<NodeId>): Needs {
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
