/** Which side computes each node: the host before the session, the session, or the host after it. */
import { dependentsOf, ops, phasesOf, type Graph, type NodeId, type Phase } from '@bernoulli/api/ir';
import { bytesOf } from './bytes.ts';
import { suitsEnd, suitsLoop } from './host-ops.ts';

/**
 * `given`: nothing computes it. `constant`: it depends on constants alone, and every side that needs it makes its own. `unused`: it
 * is for nothing.
 */
export type Side = 'given' | 'unused' | 'constant' | 'before' | 'session' | 'after';

export interface Sides {
  readonly of: readonly Side[];
  /** Nodes that depend on random numbers. */
  readonly noisy: ReadonlySet<NodeId>;
}

/** Where `uniform` is drawn: by the host, where its key is known there, or by the session. */
export type Noise = 'host' | 'graph';

/**
 * Bytes up to which a value may go from one side to the other only to spare the session a few small operators. What ONNX Runtime
 * hands out it also copies, so that above this the operators are cheaper.
 */
const small = 2 ** 16;

/**
 * Cuts a training step. The host takes, before the session, noise and the element-wise work that leads from it; after the session,
 * whatever no product depends on: updates, the check that all is finite, losses and metrics. All other nodes are the session's.
 *
 * A graph that neither draws nor learns, or that contracts nothing, is not cut: there the host draws noise and no more.
 */
export function assignSides(graph: Graph, noise: Noise): Sides {
  const phases = phasesOf(graph);
  const kinds = graph.nodes.map(({ op }) => ops[op].kind);
  const noisy = dependentsOf(
    graph,
    kinds.flatMap((kind, id) => (kind === 'random' ? [id] : [])),
  );
  const learns = graph.state.some(({ next }) => next !== null);
  const multiplies = kinds.some((kind) => kind === 'contraction' || kind === 'control');
  const cut = multiplies && (learns || noisy.size > 0);
  const handedOn = new Set(cut ? [] : graph.outputs.map(({ node }) => node));
  const of = graph.nodes.map(({ op }, id): Side => {
    if (op === 'input') return 'given';
    if (phases[id] === null) return 'unused';
    return kinds[id] === 'source' && !handedOn.has(id) ? 'constant' : 'session';
  });
  if (cut) {
    spreadConstants(graph, of);
    takeEnds(graph, of);
    returnLarge(graph, of, phases);
  }
  takeStart(graph, of, noisy, cut, noise);
  return { of, noisy };
}

function spreadConstants({ nodes }: Graph, of: Side[]): void {
  nodes.forEach((node, id) => {
    const known =
      of[id] === 'session' && node.inputs.length > 0 && node.inputs.every((input) => of[input] === 'constant');
    if (known && suitsLoop(node)) of[id] = 'constant';
  });
}

/** From the last node to the first: to the host goes what it can do and nobody but the host reads. */
function takeEnds({ nodes }: Graph, of: Side[]): void {
  const readBySession = new Set<NodeId>();
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (of[id] !== 'session') continue;
    const node = nodes[id]!;
    if (!readBySession.has(id) && suitsEnd(node)) of[id] = 'after';
    else for (const input of node.inputs) readBySession.add(input);
  }
}

/** Gives back to the session what would bring a large value over that no update needs: of a metric it is cheaper to fetch the result. */
function returnLarge(graph: Graph, of: Side[], phases: readonly (Phase | null)[]): void {
  const { nodes } = graph;
  const wanted = new Set(
    nodes.flatMap(({ inputs }, id) => (phases[id] === 'update' && of[id] === 'after' ? inputs : [])),
  );
  for (const { next } of graph.state) if (next !== null) wanted.add(next);
  const giveBack = (id: NodeId): void => {
    if (of[id] !== 'after') return;
    of[id] = 'session';
    nodes[id]!.inputs.forEach(giveBack);
  };
  nodes.forEach(({ inputs }, id) => {
    const brings = (input: NodeId): boolean =>
      of[input] === 'session' && !wanted.has(input) && bytesOf(nodes[input]!) > small;
    if (of[id] === 'after' && phases[id] === 'result' && inputs.some(brings)) giveBack(id);
  });
}

/** Moves to the front what the session needs and the host can know beforehand. */
function takeStart(graph: Graph, of: Side[], noisy: ReadonlySet<NodeId>, cut: boolean, noise: Noise): void {
  const { nodes } = graph;
  const early = earlyNodes(graph, noise);
  const worth = (id: NodeId): boolean =>
    of[id] === 'session' &&
    early.has(id) &&
    (cut ? noisy.has(id) || isSmall(graph, id) : ops[nodes[id]!.op].kind === 'random');
  const take = (id: NodeId): void => {
    if (of[id] !== 'session') return;
    of[id] = 'before';
    nodes[id]!.inputs.forEach(take);
  };
  for (let id = nodes.length - 1; id >= 0; id--) if (worth(id)) take(id);
}

/** What the host can compute from inputs, constants and state by itself, without a product or a fold. */
function earlyNodes({ nodes }: Graph, noise: Noise): ReadonlySet<NodeId> {
  const early = new Set<NodeId>();
  nodes.forEach((node, id) => {
    const able = ops[node.op].kind === 'random' ? noise === 'host' : suitsLoop(node);
    if (node.inputs.length === 0 || (able && node.inputs.every((input) => early.has(input)))) early.add(id);
  });
  return early;
}

function isSmall({ nodes }: Graph, id: NodeId): boolean {
  return [id, ...nodes[id]!.inputs].every((value) => bytesOf(nodes[value]!) <= small);
}
