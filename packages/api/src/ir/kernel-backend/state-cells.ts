/** Carried state that stays with an engine, cell by cell, so that several executables can hold the same one. */
import { fail } from '../errors.ts';
import type { Graph, NodeId, TensorType } from '../graph.ts';
import { printShape, sameShape } from '../shape.ts';
import { listed } from '../show.ts';

/** One carried value and how many executables hold it. */
export interface Cell<T> {
  value: T;
  owners: number;
  readonly type: TensorType;
}

/** The state of one executable. */
export class StateCells<T> {
  readonly #cells = new Map<string, Cell<T>>();
  readonly #dispose: (value: T) => void;

  /**
   * Takes a cell for each state of the graph: the one that `shared` holds under the name, else a new one.
   *
   * @throws BernoulliError `GRAPH` when a shared cell has another type.
   */
  constructor(
    graph: Graph,
    shared: StateCells<T> | undefined,
    zeros: (type: TensorType) => T,
    dispose: (value: T) => void,
  ) {
    this.#dispose = dispose;
    const held = shared === undefined ? new Map<string, Cell<T>>() : shared.#cells;
    try {
      for (const { name, node } of graph.state) this.#take(name, graph.nodes[node]!, held.get(name), zeros);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  #take(name: string, { dtype, shape }: TensorType, shared: Cell<T> | undefined, zeros: (type: TensorType) => T): void {
    if (shared !== undefined && (shared.type.dtype !== dtype || !sameShape(shared.type.shape, shape)))
      fail('GRAPH', {
        who: `state ${name}`,
        what: `the shared value is ${shared.type.dtype}${printShape(shared.type.shape)}`,
        received: `${dtype}${printShape(shape)}`,
      });
    const cell = shared ?? { value: zeros({ dtype, shape }), owners: 0, type: { dtype, shape } };
    cell.owners++;
    this.#cells.set(name, cell);
  }

  /** @throws BernoulliError `NAME` for a name that the graph does not carry. */
  cell(name: string): Cell<T> {
    return (
      this.#cells.get(name) ??
      fail('NAME', {
        who: 'state',
        what: 'there is no such name',
        received: name,
        hint: `Known: ${listed(this.#cells.keys())}`,
      })
    );
  }

  /** Puts a new value in the place of the old one, which is freed. */
  replace(name: string, value: T): void {
    const cell = this.cell(name);
    const old = cell.value;
    cell.value = value;
    this.#dispose(old);
  }

  /** Gives up every cell; those that nobody else holds are freed. */
  release(): void {
    for (const cell of this.#cells.values()) if (--cell.owners === 0) this.#dispose(cell.value);
    this.#cells.clear();
  }
}

/** Where the value of each `input` node that is state comes from. */
export function stateNames(graph: Graph): ReadonlyMap<NodeId, string> {
  return new Map(graph.state.map(({ name, node }) => [node, name]));
}
