/** A part of a graph as a graph of its own, for the host. */
import { GraphBuilder, type Graph, type NodeId, type OpName, type Ref } from '@bernoulli/api/ir';

/** What a piece is cut by; its ends are filled in while it is written. */
export interface Cut {
  /** True for a node that the piece computes itself; what else it needs comes in. */
  readonly computes: (id: NodeId) => boolean;
  /** Name of the input that brings a node's value. */
  readonly nameOf: (id: NodeId) => string;
  /** Nodes of state, and the name of each. */
  readonly states: ReadonlyMap<NodeId, string>;
}

/** Writes nodes of `graph` into a new graph as they are asked for, operands first. */
export class Piece {
  readonly b = new GraphBuilder();
  readonly #graph: Graph;
  readonly #cut: Cut;
  readonly #written = new Map<NodeId, Ref>();
  readonly #brought = new Set<NodeId>();

  constructor(graph: Graph, cut: Cut) {
    this.#graph = graph;
    this.#cut = cut;
  }

  /** Nodes whose values come in, state left out. */
  get brought(): ReadonlySet<NodeId> {
    return this.#brought;
  }

  /** Nodes of state that are written, each with its place in the piece. */
  get state(): readonly (readonly [node: NodeId, ref: Ref])[] {
    return [...this.#written].filter(([node]) => this.#cut.states.has(node));
  }

  write(id: NodeId): Ref {
    const known = this.#written.get(id);
    if (known !== undefined) return known;
    const ref = this.#cut.computes(id) ? this.#compute(id) : this.#bring(id);
    this.#written.set(id, ref);
    return ref;
  }

  #compute(id: NodeId): Ref {
    const { op, inputs, attrs, site } = this.#graph.nodes[id]!;
    const operands = inputs.map((input) => this.write(input));
    this.b.site = site;
    return this.b.node<OpName>(op, operands, attrs as never);
  }

  #bring(id: NodeId): Ref {
    const { dtype, shape, site } = this.#graph.nodes[id]!;
    const state = this.#cut.states.get(id);
    if (state === undefined) this.#brought.add(id);
    this.b.site = site;
    return this.b.input(state ?? this.#cut.nameOf(id), dtype, shape);
  }
}
