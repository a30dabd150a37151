/** What must hold of the six comparisons: the same operands for all, and for each of them what comes out. */
import type { CaseArray, OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, map, wholeNoise, zip } from '../data.ts';

type Comparison = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

/** One comparison. The results of the cases that are written by hand are strings of bits. */
interface Row {
  /** Of the first of its five arrays of noise. */
  readonly seed: number;
  readonly holds: (p: number, q: number) => boolean;
  readonly plain: string;
  readonly rowAndColumn: string;
  readonly scalarFirst: string;
  readonly twoScalars: string;
  readonly special: string;
  readonly int32: string;
  readonly neighbours: string;
}

const table: Readonly<Record<Comparison, Row>> = {
  equal: {
    seed: 536,
    holds: (p, q) => p === q,
    plain: '100101',
    rowAndColumn: '100000100001',
    scalarFirst: '010',
    twoScalars: '1',
    special: '000101101',
    int32: '000001',
    neighbours: '00',
  },
  notEqual: {
    seed: 841,
    holds: (p, q) => p !== q,
    plain: '011010',
    rowAndColumn: '011111011110',
    scalarFirst: '101',
    twoScalars: '0',
    special: '111010010',
    int32: '111110',
    neighbours: '11',
  },
  less: {
    seed: 439,
    holds: (p, q) => p < q,
    plain: '010010',
    rowAndColumn: '000111010000',
    scalarFirst: '001',
    twoScalars: '0',
    special: '000010010',
    int32: '100010',
    neighbours: '10',
  },
  lessEqual: {
    seed: 943,
    holds: (p, q) => p <= q,
    plain: '110111',
    rowAndColumn: '100111110001',
    scalarFirst: '011',
    twoScalars: '1',
    special: '000111111',
    int32: '100011',
    neighbours: '10',
  },
  greater: {
    seed: 746,
    holds: (p, q) => p > q,
    plain: '001000',
    rowAndColumn: '011000001110',
    scalarFirst: '100',
    twoScalars: '0',
    special: '000000000',
    int32: '011100',
    neighbours: '01',
  },
  greaterEqual: {
    seed: 1250,
    holds: (p, q) => p >= q,
    plain: '101101',
    rowAndColumn: '111000101111',
    scalarFirst: '110',
    twoScalars: '1',
    special: '000101101',
    int32: '011101',
    neighbours: '01',
  },
};

/** A result written as a string of bits. */
function bits(shape: readonly number[], text: string): CaseArray {
  return bool(shape, Array.from(text, Number));
}

/** Numbers that meet their like often. */
function fewNumbers(shape: readonly number[], seed: number): CaseArray {
  return map(wholeNoise(shape, seed, -3, 4), Number, 'f32');
}

function casesOf({ seed, holds, ...hand }: Row): OpCases<Comparison> {
  const left = fewNumbers([2, 1, 3, 1, 2], seed);
  const right = fewNumbers([3, 1, 2, 1], seed + 1);
  const a = fewNumbers([5, 67], seed + 2);
  const b = fewNumbers([5, 67], seed + 3);
  const row = fewNumbers([67], seed + 4);
  return {
    values: [
      {
        kind: 'plain',
        name: 'plain',
        inputs: [f32([2, 3], [1, -2, 0.5, 3, 0, -7]), f32([2, 3], [1, 0.25, -2, 3, 5, -7])],
        attrs: {},
        output: bits([2, 3], hand.plain),
      },
      {
        kind: 'edge',
        name: 'row and column',
        inputs: [f32([3, 1], [1, -2, 4]), f32([4], [1, 0.5, -2, 4])],
        attrs: {},
        output: bits([3, 4], hand.rowAndColumn),
      },
      {
        kind: 'edge',
        name: 'scalar first',
        inputs: [f32([], [10]), f32([3], [1, 10, 11])],
        attrs: {},
        output: bits([3], hand.scalarFirst),
      },
      {
        kind: 'edge',
        name: 'two scalars',
        inputs: [f32([], [10]), f32([], [10])],
        attrs: {},
        output: bits([], hand.twoScalars),
      },
      {
        kind: 'edge',
        name: 'broadcast in five axes',
        inputs: [left, right],
        attrs: {},
        output: fill('bool', [2, 3, 3, 2, 2], ([h, i, j, k, l]) =>
          Number(holds(at(left, [h!, 0, j!, 0, l!]), at(right, [i!, 0, k!, 0]))),
        ),
      },
      {
        kind: 'empty',
        name: 'no elements',
        inputs: [f32([0, 3], []), f32([3], [1, 2, 3])],
        attrs: {},
        output: bool([0, 3], []),
      },
      {
        kind: 'empty',
        name: 'one stretched to none',
        inputs: [f32([2, 1], [1, 2]), f32([1, 0], [])],
        attrs: {},
        output: bool([2, 0], []),
      },
      {
        kind: 'special',
        name: 'special values',
        inputs: [
          f32([9], [NaN, 1, NaN, Infinity, -Infinity, -0, 0, 1, -Infinity]),
          f32([9], [1, NaN, NaN, Infinity, Infinity, 0, -0, Infinity, -Infinity]),
        ],
        attrs: {},
        output: bits([9], hand.special),
      },
      {
        kind: 'integer',
        name: 'int32',
        inputs: [
          i32([6], [1, -5, 2147483647, 16777217, -2147483648, 7]),
          i32([6], [2, -6, -2147483648, 16777216, 2147483647, 7]),
        ],
        attrs: {},
        output: bits([6], hand.int32),
      },
      {
        kind: 'edge',
        name: 'neighbours',
        inputs: [f32([2], [1, 1 + 2 ** -23]), f32([2], [1 + 2 ** -23, 1])],
        attrs: {},
        output: bits([2], hand.neighbours),
      },
      {
        kind: 'large',
        name: 'large',
        inputs: [a, b],
        attrs: {},
        output: zip(a, b, (p, q) => Number(holds(p, q)), 'bool'),
      },
      {
        kind: 'large',
        name: 'large with a row',
        inputs: [a, row],
        attrs: {},
        output: fill('bool', [5, 67], ([i, j]) => Number(holds(at(a, [i!, j!]), at(row, [j!])))),
      },
    ],
    gradients: [],
  };
}

export const comparisonCases = {
  equal: casesOf(table.equal),
  notEqual: casesOf(table.notEqual),
  less: casesOf(table.less),
  lessEqual: casesOf(table.lessEqual),
  greater: casesOf(table.greater),
  greaterEqual: casesOf(table.greaterEqual),
} satisfies { readonly [O in Comparison]: OpCases<O> };
