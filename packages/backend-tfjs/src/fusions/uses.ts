/** Who reads each value of a graph. */
import type { Graph, Node, NodeId } from '@bernoulli/api/ir';

/** A graph with its edges the other way round. */
export class Uses {
  readonly nodes: readonly Node[];
  readonly #users: readonly (readonly NodeId[])[];
  readonly #ends: ReadonlySet<NodeId>;

  constructor({ nodes, outputs, state, commit }: Graph) {
    const users = nodes.map((): NodeId[] => []);
    nodes.forEach(({ inputs }, id) => {
      for (const i of new Set(inputs)) users[i]!.push(id);
    });
    this.nodes = nodes;
    this.#users = users;
    this.#ends = new Set([
      ...outputs.map(({ node }) => node),
      ...state.flatMap(({ next }) => (next === null ? [] : [next])),
      ...(commit === null ? [] : [commit]),
    ]);
  }

  /** The nodes that read a value; `null` where the graph itself does, so that the value has to be there. */
  of(id: NodeId): readonly NodeId[] | null {
    return this.#ends.has(id) ? null : this.#users[id]!;
  }

  /** True for the constant scalar of this value. */
  isScalar(id: NodeId, value: number): boolean {
    const node = this.nodes[id]!;
    return node.op === 'constant' && node.shape.length === 0 && node.attrs.value[0] === value;
  }
}
