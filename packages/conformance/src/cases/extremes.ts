/** What must hold of minimum and maximum: the same operands for both, and for each of them what comes out. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise, sum, zip } from '../data.ts';

type Extreme = 'minimum' | 'maximum';

/** One of the two, with the results of the cases that are written by hand. */
interface Row {
  /** Of the first of its five arrays of noise. */
  readonly seed: number;
  readonly pick: (p: number, q: number) => number;
  /** Whether the first operand is the result, and takes the gradient. */
  readonly wins: (p: number, q: number) => boolean;
  readonly plain: readonly number[];
  readonly rowAndColumn: readonly number[];
  readonly scalarFirst: readonly number[];
  readonly twoScalars: readonly number[];
  readonly special: readonly number[];
  readonly int32: readonly number[];
}

const table: Readonly<Record<Extreme, Row>> = {
  minimum: {
    seed: 764,
    pick: (p, q) => Math.min(p, q),
    wins: (p, q) => p < q,
    plain: [1, -2, -2, 3, 0, -7],
    rowAndColumn: [1, 0.5, -1, 1, -2, -2, -2, -2, 2, 0.5, -1, 4],
    scalarFirst: [1, 2, 10],
    twoScalars: [-4],
    special: [NaN, NaN, NaN, 1, -Infinity, -Infinity, NaN],
    int32: [1, -6, -2147483648, 16777216],
  },
  maximum: {
    seed: 766,
    pick: (p, q) => Math.max(p, q),
    wins: (p, q) => p > q,
    plain: [4, 0.25, 0.5, 3, 5, -0.5],
    rowAndColumn: [2, 1, 1, 4, 2, 0.5, -1, 4, 4, 4, 4, 4],
    scalarFirst: [10, 10, 11],
    twoScalars: [10],
    special: [NaN, NaN, NaN, Infinity, 1, Infinity, NaN],
    int32: [2, -5, 2147483647, 16777217],
  },
};

const x = f32([2, 2], [2, -1.5, 3, 0.5]);
const y = f32([2, 2], [4, 0.25, -2, 1.5]);
const column = f32([2, 1], [4, -0.75]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

function casesOf({ seed, pick, wins, ...hand }: Row): OpCases<Extreme> {
  const left = noise([2, 1, 3, 1, 2], seed, -9, 9);
  const right = noise([3, 1, 2, 1], seed + 1, -9, 9);
  const a = noise([5, 67], seed + 2, -9, 9);
  const b = noise([5, 67], seed + 3, -9, 9);
  const row = noise([67], seed + 4, -9, 9);
  return {
    values: [
      {
        kind: 'plain',
        name: 'plain',
        inputs: [f32([2, 3], [1, -2, 0.5, 3, 0, -7]), f32([2, 3], [4, 0.25, -2, 3, 5, -0.5])],
        attrs: {},
        output: f32([2, 3], hand.plain),
      },
      {
        kind: 'edge',
        name: 'row and column',
        inputs: [f32([3, 1], [1, -2, 4]), f32([4], [2, 0.5, -1, 4])],
        attrs: {},
        output: f32([3, 4], hand.rowAndColumn),
      },
      {
        kind: 'edge',
        name: 'scalar first',
        inputs: [f32([], [10]), f32([3], [1, 2, 11])],
        attrs: {},
        output: f32([3], hand.scalarFirst),
      },
      {
        kind: 'edge',
        name: 'two scalars',
        inputs: [f32([], [10]), f32([], [-4])],
        attrs: {},
        output: f32([], hand.twoScalars),
      },
      {
        kind: 'edge',
        name: 'broadcast in five axes',
        inputs: [left, right],
        attrs: {},
        output: fill('f32', [2, 3, 3, 2, 2], ([h, i, j, k, l]) =>
          pick(at(left, [h!, 0, j!, 0, l!]), at(right, [i!, 0, k!, 0])),
        ),
      },
      {
        kind: 'empty',
        name: 'no elements',
        inputs: [f32([0, 3], []), f32([3], [1, 2, 3])],
        attrs: {},
        output: f32([0, 3], []),
      },
      {
        kind: 'empty',
        name: 'one stretched to none',
        inputs: [f32([2, 1], [1, 2]), f32([1, 0], [])],
        attrs: {},
        output: f32([2, 0], []),
      },
      {
        kind: 'special',
        name: 'special values',
        inputs: [
          f32([7], [NaN, 1, NaN, Infinity, -Infinity, Infinity, -Infinity]),
          f32([7], [1, NaN, NaN, 1, 1, -Infinity, NaN]),
        ],
        attrs: {},
        output: f32([7], hand.special),
      },
      {
        kind: 'integer',
        name: 'int32',
        inputs: [i32([4], [1, -5, 2147483647, 16777217]), i32([4], [2, -6, -2147483648, 16777216])],
        attrs: {},
        output: i32([4], hand.int32),
      },
      { kind: 'large', name: 'large', inputs: [a, b], attrs: {}, output: zip(a, b, pick) },
      {
        kind: 'large',
        name: 'large with a row',
        inputs: [a, row],
        attrs: {},
        output: fill('f32', [5, 67], ([i, j]) => pick(at(a, [i!, j!]), at(row, [j!]))),
      },
    ],
    gradients: [
      {
        name: 'plain',
        inputs: [x, y],
        attrs: {},
        wrt: [0, 1],
        upstream,
        gradients: [
          fill('f32', [2, 2], (i) => (wins(at(x, i), at(y, i)) ? at(upstream, i) : 0)),
          fill('f32', [2, 2], (i) => (wins(at(x, i), at(y, i)) ? 0 : at(upstream, i))),
        ],
      },
      {
        name: 'folds a broadcast back',
        inputs: [x, column],
        attrs: {},
        wrt: [0, 1],
        upstream,
        gradients: [
          fill('f32', [2, 2], ([i, j]) => (wins(at(x, [i!, j!]), at(column, [i!, 0])) ? at(upstream, [i!, j!]) : 0)),
          fill('f32', [2, 1], ([i]) =>
            sum(2, (j) => (wins(at(x, [i!, j]), at(column, [i!, 0])) ? 0 : at(upstream, [i!, j]))),
          ),
        ],
      },
      {
        name: 'ties go to the second operand',
        inputs: [f32([2], [1, 2]), f32([2], [1, 2])],
        attrs: {},
        wrt: [0, 1],
        upstream: f32([2], [3, 4]),
        gradients: [f32([2], [0, 0]), f32([2], [3, 4])],
      },
    ],
  };
}

export const extremeCases = {
  minimum: casesOf(table.minimum),
  maximum: casesOf(table.maximum),
} satisfies { readonly [O in Extreme]: OpCases<O> };
