/** Slices that lie side by side in one array: the gradient of the array is theirs, one after the other. */
import type { GraphBuilder, Ref } from './builder.ts';
import type { NodeId, NodeOf } from './graph.ts';
import type { Shape } from './shape.ts';

/** The gradient of a slice, and where it lies along the one axis that is cut. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly gradient: Ref;
}

/**
 * Each slice's own gradient is as large as the array that it was cut from, zeros for the most part: an array that is cut into n
 * pieces, as a loop over time does, would cost n times its size. Here the gradients of pieces wait until the array is reached, and are put
 * together once.
 */
export class SideBySide {
  readonly #b: GraphBuilder;
  /** The axis that all slices of an array cut, by the array. */
  readonly #axes = new Map<NodeId, number>();
  readonly #held = new Map<NodeId, Piece[]>();

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
    for (const [of, cuts] of slices) {
      const axis = commonAxis(
        b.at(of).shape,
        cuts.map((id) => b.at(id).shape),
      );
      if (axis !== undefined && cuts.length > 1) this.#axes.set(of, axis);
    }
  }

  /** Keeps the gradient of a slice for later; false where it must be handed on now. */
  holds(id: NodeId, gradient: Ref): boolean {
    const node = this.#b.at(id);
    const of = node.inputs[0];
    const axis = node.op === 'slice' ? this.#axes.get(of!) : undefined;
    if (axis === undefined) return false;
    const start = (node as NodeOf<'slice'>).attrs.starts[axis]!;
    const piece = { start, end: start + node.shape[axis]!, gradient };
    const others = this.#held.get(of!);
    if (others === undefined) this.#held.set(of!, [piece]);
    else others.push(piece);
    return true;
  }

  /** What the slices of an array have kept for it: one array, and more only where slices overlap. */
  gradientsOf(id: NodeId): Ref[] {
    const axis = this.#axes.get(id)!;
    const rows: Piece[][] = [];
    for (const piece of (this.#held.get(id) ?? []).sort((a, b) => a.start - b.start)) {
      const row = rows.find((each) => each.at(-1)!.end <= piece.start);
      if (row === undefined) rows.push([piece]);
      else row.push(piece);
    }
    return rows.map((row) => this.#joined(row, this.#b.at(id).shape, axis));
  }

  /** Pieces of one array, and zeros where there are none. */
  #joined(row: readonly Piece[], shape: Shape, axis: number): Ref {
    const parts: Ref[] = [];
    let end = 0;
    const zerosUpTo = (start: number): void => {
      const missing = shape.map((n, i) => (i === axis ? start - end : n));
      if (start > end) parts.push(this.#b.broadcastTo(this.#b.scalar(0), missing));
    };
    for (const piece of row) {
      zerosUpTo(piece.start);
      parts.push(piece.gradient);
      end = piece.end;
    }
    zerosUpTo(shape[axis]!);
    return this.#b.concat(parts, axis);
  }
}

/** The one axis along which all slices are smaller than the array, where there is one. */
function commonAxis(shape: Shape, slices: readonly Shape[]): number | undefined {
  const axis = shape.findIndex((n, i) => slices[0]![i] !== n);
  const alone = slices.every((slice) => slice.every((n, i) => (n === shape[i]) === (i !== axis)));
  return axis >= 0 && alone ? axis : undefined;
}
