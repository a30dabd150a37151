/** The three faces of a convolution, element by element, as their definition says: sums over a window, filters, or places. */
import type { OpAttrs, Shape } from '@bernoulli/api/ir';
import type { CaseArray } from './case.ts';
import { f32 } from './data.ts';

type Attrs = OpAttrs<'conv'>;
type Sized = OpAttrs<'convInput'>;

/** All indices of a shape. */
function indicesOf(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((i) => Array.from({ length: size }, (_, n) => [...i, n])),
    [[]],
  );
}

/** Where the element `tap` of the window at `place` lies in the input, or `null` for one of the zeros around it. */
function placeIn(sizes: Shape, place: readonly number[], tap: readonly number[], a: Attrs): number[] | null {
  const found = place.map((o, i) => o * a.strides[i]! + tap[i]! * a.dilations[i]! - a.before[i]!);
  return found.every((n, i) => n >= 0 && n < sizes[i]!) ? found : null;
}

/** Where an index stands among the elements of a shape. */
function flat(shape: Shape, index: readonly number[]): number {
  return index.reduce((at, n, axis) => at * shape[axis]! + n, 0);
}

/**
 * Visits every product of an element of x `[batch, …sizes, c]`, one of w `[…window, c / groups, f]` and one of y
 * `[batch, …places, f]` that the form is the sum of, each by where it stands.
 */
function eachProduct(x: Shape, w: Shape, y: Shape, a: Attrs, visit: (x: number, w: number, y: number) => void): void {
  const [perGroup, filters, channels] = [w.at(-2)!, w.at(-1)!, x.at(-1)!];
  const [places, taps] = [indicesOf(y.slice(1, -1)), indicesOf(w.slice(0, -2))];
  for (let batch = 0; batch < x[0]!; batch++)
    for (const place of places)
      for (const tap of taps) {
        const from = placeIn(x.slice(1, -1), place, tap, a);
        if (from === null) continue;
        const inX = flat(x.slice(0, -1), [batch, ...from]) * channels;
        const inY = flat(y.slice(0, -1), [batch, ...place]) * filters;
        const inW = flat(w.slice(0, -2), tap) * perGroup * filters;
        for (let f = 0; f < filters; f++) {
          const first = Math.floor(f / (filters / a.groups)) * perGroup;
          for (let c = 0; c < perGroup; c++) visit(inX + first + c, inW + c * filters + f, inY + f);
        }
      }
}

/** What is summed, and where: the terms of each element of a result. */
function gathered(shape: Shape, each: (add: (at: number, term: number) => void) => void): CaseArray {
  const data = new Array<number>(shape.reduce((n, size) => n * size, 1)).fill(0);
  each((at, term) => (data[at]! += term));
  return f32(shape, data);
}

/** `[batch, …sizes, c]` and `[…window, c / groups, f]` to `[batch, …places, f]`. */
export function convolve(x: CaseArray, w: CaseArray, places: Shape, a: Attrs): CaseArray {
  const y = [x.shape[0]!, ...places, w.shape.at(-1)!];
  return gathered(y, (add) => eachProduct(x.shape, w.shape, y, a, (i, k, o) => add(o, x.data[i]! * w.data[k]!)));
}

/** `[batch, …places, f]` and `[…window, c / groups, f]` to `[batch, …sizes, c]`. */
export function convolveInput(y: CaseArray, w: CaseArray, a: Sized): CaseArray {
  const x = [y.shape[0]!, ...a.size, w.shape.at(-2)! * a.groups];
  return gathered(x, (add) => eachProduct(x, w.shape, y.shape, a, (i, k, o) => add(i, y.data[o]! * w.data[k]!)));
}

/** `[batch, …sizes, c]` and `[batch, …places, f]` to `[…window, c / groups, f]`. */
export function convolveKernel(x: CaseArray, y: CaseArray, a: Sized): CaseArray {
  const w = [...a.size, x.shape.at(-1)! / a.groups, y.shape.at(-1)!];
  return gathered(w, (add) => eachProduct(x.shape, w, y.shape, a, (i, k, o) => add(k, x.data[i]! * y.data[o]!)));
}

/** A convolution to make cases of: the shapes of the three, and the attributes. */
export interface Sizes {
  readonly name: string;
  readonly x: Shape;
  readonly w: Shape;
  readonly places: Shape;
  readonly attrs?: Partial<Attrs>;
}

/** The attributes in full. */
export function attrsOf({ x, attrs = {} }: Sizes): Attrs {
  const each = (n: number): number[] => x.slice(1, -1).map(() => n);
  return { strides: each(1), dilations: each(1), before: each(0), after: each(0), groups: 1, ...attrs };
}

/** What engines get wrong: zeros on one side, tails that no window reaches, gaps, groups, one axis and three. */
export const small: readonly Sizes[] = [
  { name: 'one axis', x: [2, 6, 3], w: [3, 3, 2], places: [4] },
  { name: 'one axis, gaps before it', x: [1, 5, 2], w: [2, 2, 3], places: [5], attrs: { dilations: [3], before: [3] } },
  { name: 'two axes', x: [2, 4, 5, 2], w: [3, 2, 2, 3], places: [2, 4] },
  {
    name: 'zeros on all sides',
    x: [1, 4, 4, 2],
    w: [3, 3, 2, 2],
    places: [4, 4],
    attrs: { before: [1, 1], after: [1, 1] },
  },
  {
    name: 'zeros on one side',
    x: [1, 3, 4, 2],
    w: [2, 2, 2, 2],
    places: [3, 4],
    attrs: { before: [0, 1], after: [1, 0] },
  },
  {
    name: 'strides that differ',
    x: [1, 7, 5, 1],
    w: [2, 2, 1, 2],
    places: [2, 2],
    attrs: { strides: [3, 2], after: [0, 0] },
  },
  {
    name: 'strides and a tail that no window reaches',
    x: [1, 6, 5, 1],
    w: [3, 1, 1, 2],
    places: [3, 3],
    attrs: { strides: [2, 2], before: [1, 0], after: [1, 0] },
  },
  {
    name: 'a stride larger than the window',
    x: [1, 7, 4, 2],
    w: [1, 2, 2, 2],
    places: [3, 1],
    attrs: { strides: [3, 3] },
  },
  { name: 'gaps', x: [1, 6, 5, 2], w: [3, 2, 2, 2], places: [2, 2], attrs: { dilations: [2, 3] } },
  {
    name: 'gaps and strides',
    x: [1, 7, 6, 1],
    w: [2, 2, 1, 2],
    places: [3, 2],
    attrs: { dilations: [2, 3], strides: [2, 2] },
  },
  { name: 'groups', x: [2, 4, 4, 4], w: [2, 2, 2, 6], places: [3, 3], attrs: { groups: 2 } },
  { name: 'a group for each channel', x: [1, 4, 5, 3], w: [3, 2, 1, 6], places: [2, 4], attrs: { groups: 3 } },
  {
    name: 'groups, zeros and strides',
    x: [1, 5, 5, 4],
    w: [3, 3, 2, 2],
    places: [3, 3],
    attrs: { groups: 2, strides: [2, 2], before: [1, 1], after: [1, 1] },
  },
  { name: 'one by one', x: [2, 3, 2, 3], w: [1, 1, 3, 4], places: [3, 2] },
  { name: 'one by one in strides', x: [1, 5, 4, 2], w: [1, 1, 2, 3], places: [3, 2], attrs: { strides: [2, 2] } },
  { name: 'over everything', x: [2, 3, 4, 2], w: [3, 4, 2, 3], places: [1, 1] },
  { name: 'three axes', x: [1, 3, 4, 3, 2], w: [2, 2, 2, 2, 2], places: [2, 2, 2], attrs: { strides: [1, 2, 1] } },
];

/** Around the widths of vectors and tiles. */
export const large: readonly Sizes[] = [
  {
    name: 'eight channels to seventeen filters',
    x: [2, 9, 11, 8],
    w: [3, 3, 8, 17],
    places: [9, 11],
    attrs: { before: [1, 1], after: [1, 1] },
  },
  { name: 'five channels to thirty-three filters', x: [1, 10, 9, 5], w: [2, 3, 5, 33], places: [9, 7] },
  { name: 'one channel to sixteen filters', x: [3, 13, 12, 1], w: [5, 5, 1, 16], places: [9, 8] },
  {
    name: 'in strides',
    x: [2, 15, 14, 6],
    w: [3, 3, 6, 10],
    places: [8, 7],
    attrs: { strides: [2, 2], before: [1, 0], after: [1, 1] },
  },
];
