/** How shapes are written, measured and met. */
import { fail } from './errors.ts';
import { elementsOf, sizeFrom, sizeText } from './open-size.ts';

/**
 * Sizes, outermost first; `[]` is a scalar. A negative size is a symbol: a size not known yet, equal to itself alone. What follows from one, as
 * the number of windows along its axis does, is a symbol too (`sizeFrom`).
 * Symbols are for graphs that leave the house (an exported model has any batch size); `bind` them before compiling.
 */
export type Shape = readonly number[];

/** More axes than these are no shape but a load: NumPy stops there too. */
export const MAX_AXES = 64;

/** The symbol for the batch size. */
export const BATCH = -1;

/** True when every size is known. */
export function isConcrete(shape: Shape): boolean {
  return shape.every((n) => n >= 0);
}

/** Number of elements. Throws on a symbolic shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) {
    if (n < 0) fail('SHAPE', { who: 'sizeOf', what: 'the shape must be known', received: printShape(shape) });
    size *= n;
  }
  return size;
}

/** True when two shapes have the same sizes in the same order. A symbol is only equal to itself. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** `[?batch, 64]` for `[BATCH, 64]`. */
export function printShape(shape: Shape): string {
  return `[${shape.map((n) => sizeText(n, (symbol) => (symbol === BATCH ? '?batch' : `?${-symbol}`))).join(', ')}]`;
}

/** The shape two operands meet in, by NumPy's rule: align at the right; sizes are equal, or one of them is 1. `null` if they cannot meet. */
export function broadcast(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let i = 0; i < rank; i++) {
    const m = a[i - rank + a.length] ?? 1;
    const n = b[i - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return null;
    out.push(m === 1 ? n : m);
  }
  return out;
}

/** Distance in elements between neighbours along each axis of a dense row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i]!;
  }
  return strides;
}

/** Strides that read an array of shape `from` as if it had the larger shape `to`: 0 along the axes that repeat. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const lead = to.length - from.length;
  return to.map((_, i) => (i < lead || from[i - lead] === 1 ? 0 : own[i - lead]!));
}

/** `axis` counted from the front, so −1 is the last. Throws when there is no such axis. */
export function resolveAxis(axis: number, rank: number, who: string): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank)
    fail('SHAPE', {
      who,
      what: rank === 0 ? 'a scalar has no axes' : `axis must be an integer in [${-rank}, ${rank - 1}]`,
      received: axis,
    });
  return resolved;
}

/** A shape with one size left open as `null`, for the elements of `from`. Symbols that both name cancel out; one that is left is what fits, or a multiple of it. */
export function fillShape(shape: readonly (number | null)[], from: Shape): Shape {
  const open = shape.indexOf(null);
  if (open < 0) return shape as Shape;
  const [all, named] = [elementsOf(from), elementsOf(shape.filter((n) => n !== null))];
  const symbols = [...all.symbols];
  const isPart = named.symbols.every((n) => symbols.includes(n) && symbols.splice(symbols.indexOf(n), 1));
  const count = all.count / named.count;
  if (shape.lastIndexOf(null) !== open || !isPart || symbols.length > 1 || !Number.isInteger(count))
    fail('SHAPE', {
      who: 'reshape',
      what: `cannot turn ${printShape(from)} into [${shape.map((n) => (n === null ? 'null' : printShape([n]).slice(1, -1))).join(', ')}]`,
    });
  const size = symbols.length === 0 ? count : sizeFrom(symbols[0]!, { times: count });
  return shape.map((n) => n ?? size);
}
