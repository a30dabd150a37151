/** Slices that lie side by side in one array: the gradient of the array is theirs, one after the other. */
import type { GraphBuilder, Ref } from './builder.ts';
import type { NodeId, NodeOf } from './graph.ts';

/** Where slices of one array lie, along the one axis that they cut. */
interface Row {
  readonly axis: number;
  /** From the front. */
  readonly slices: readonly { readonly id: NodeId; readonly start: number; readonly size: number }[];
}

/**
 * Each slice's own gradient is as large as the array that it was cut from, zeros for the most part: an array that is cut into n
 * pieces, as a loop over time does, would cost n times its size. Here the gradients of pieces wait until the array is reached, and are put
 * together once.
 */
export class SideBySide {
  readonly #b: GraphBuilder;
  readonly #rows: ReadonlyMap<NodeId, Row>;
  readonly #held = new Map<NodeId, Ref>();

  /** @param ids the nodes that gradients flow through */
  constructor(b: GraphBuilder, ids: Iterable<NodeId>) {
    this.#b = b;
    const slices = new Map<NodeId, NodeId[]>();
    for (const id of ids) {
      const { op, inputs } = b.at(id);
      if (op !== 'slice') continue;
      const others = slices.get(inputs[0]!);
      if (others === undefined) slices.set(inputs[0]!, [id]);
      else others.push(id);
    }
    this.#rows = new Map([...slices].flatMap(([of, cut]) => this.#rowOf(of, cut)));
  }

  /** Keeps the gradient of a slice for later; false where it must be handed on now. */
  holds(id: NodeId, gradient: Ref): boolean {
    const { op, inputs } = this.#b.at(id);
    if (op !== 'slice' || !this.#rows.has(inputs[0]!)) return false;
    this.#held.set(id, gradient);
    return true;
  }

  /** What the slices of an array have kept for it. */
  gradientOf(id: NodeId): Ref | undefined {
    const row = this.#rows.get(id);
    if (row === undefined || !row.slices.some((slice) => this.#held.has(slice.id))) return undefined;
    const { shape } = this.#b.at(id);
    const sized = (size: number): number[] => shape.map((n, i) => (i === row.axis ? size : n));
    const parts: Ref[] = [];
    let end = 0;
    const zerosUpTo = (start: number): void => {
      if (start > end) parts.push(this.#b.broadcastTo(this.#b.scalar(0), sized(start - end)));
      end = Math.max(start, end);
    };
    for (const slice of row.slices) {
      const gradient = this.#held.get(slice.id);
      if (gradient === undefined) continue;
      zerosUpTo(slice.start);
      parts.push(gradient);
      end = slice.start + slice.size;
    }
    zerosUpTo(shape[row.axis]!);
    return this.#b.concat(parts, row.axis);
  }

  /** The row that slices of one array make, where they do. */
  #rowOf(of: NodeId, ids: readonly NodeId[]): [NodeId, Row][] {
    const { shape } = this.#b.at(of);
    const cuts = ids.map((id) => shape.flatMap((n, i) => (this.#b.at(id).shape[i] === n ? [] : [i])));
    const axis = cuts[0]![0];
    if (ids.length < 2 || axis === undefined || cuts.some((axes) => axes.length !== 1 || axes[0] !== axis)) return [];
    const slices = ids
      .map((id) => {
        const { attrs, shape: own } = this.#b.at(id) as NodeOf<'slice'>;
        return { id, start: attrs.starts[axis]!, size: own[axis]! };
      })
      .sort((a, b) => a.start - b.start);
    const apart = slices.every(({ start }, i) => i === 0 || slices[i - 1]!.start + slices[i - 1]!.size <= start);
    return apart ? [[of, { axis, slices }]] : [];
  }
}
