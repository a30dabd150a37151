/** One op right behind another, where makers of faster graphs put the two together: whole numbers, so that every way there is comes out alike. */
import type { GraphBuilder, Ref } from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';
import { bool, f32, i32, map, wholeNoise } from '../data.ts';
import { byDefinition, type Journey } from './journey.ts';

const digits = (shape: readonly number[], seed: number): CaseArray =>
  map(wholeNoise(shape, seed, -9, 10), Number, 'f32');

const TURNS = [
  [0, 2, 1],
  [1, 0, 2],
  [2, 1, 0],
  [1, 2, 0],
  [2, 0, 1],
] as const;

const moves = byDefinition(
  'one behind another: what moves',
  (b) => {
    const [x, y] = [b.input('x', 'f32', [3, 3]), b.input('y', 'f32', [3, 3, 3])];
    const at = b.input('at', 'i32', [5]);
    const wide = b.concat([x, y0(b, y), x], 1);
    const framed = b.pad(b.pad(x, [1, 0], [0, 2], 5), [0, 1], [1, 1], -7);
    return {
      'a part of a part': b.slice(b.slice(y, [1, 0, 1], [2, 3, 2]), [1, 1, 0], [1, 2, 2]),
      'a frame around a frame': framed,
      'a part of a frame': b.slice(framed, [1, 1], [3, 3]),
      'a corner of a frame': b.slice(framed, [0, 0], [3, 3]),
      'the first part of three': b.slice(wide, [0, 0], [3, 3]),
      'the second part of three': b.slice(wide, [0, 3], [3, 3]),
      'what lies over two parts': b.slice(wide, [0, 5], [3, 3]),
      'parts of parts, joined': b.concat([b.slice(x, [0, 1], [3, 2]), b.slice(x, [0, 0], [3, 1])], 1),
      'rows of chosen rows': b.gather(b.gather(x, at, 0), b.constant(Int32Array.of(4, 0, -3, 9)), 0),
      'columns of chosen rows': b.gather(b.gather(x, at, 0), at, 1),
      'places counted, then chosen': b.gather(b.iota([3], 0), at, 0),
      'chosen, then put back': b.scatterAdd(at, b.gather(x, at, 0), 3, 0),
      'put back, then chosen': b.gather(b.scatterAdd(at, b.gather(x, at, 0), 4, 0), at, 0),
      'turned, in another shape': b.reshape(b.transpose(x, [1, 0]), [9]),
      'in another shape, turned': b.transpose(b.reshape(y, [9, 3]), [1, 0]),
      'another shape and back': b.reshape(b.reshape(b.transpose(y, [2, 0, 1]), [27]), [3, 3, 3]),
      'turned copies': b.transpose(b.broadcastTo(b.slice(x, [1, 0], [1, 3]), [3, 3]), [1, 0]),
      'copies of copies': b.broadcastTo(
        b.reshape(b.broadcastTo(b.slice(x, [0, 2], [3, 1]), [3, 3]), [3, 3, 1]),
        [3, 3, 2],
      ),
      'a part of copies': b.slice(b.broadcastTo(x, [3, 3, 3]), [1, 1, 0], [2, 1, 3]),
      ...Object.fromEntries(
        TURNS.flatMap((p) =>
          TURNS.map((q) => [`turned by ${p.join('')} and ${q.join('')}`, b.transpose(b.transpose(y, p), q)]),
        ),
      ),
    };
  },
  { x: digits([3, 3], 731), y: digits([3, 3, 3], 732), at: i32([5], [2, 0, -4, 7, 1]) },
);

/** Its first matrix. */
function y0(b: GraphBuilder, y: Ref): Ref {
  return b.reshape(b.slice(y, [0, 0, 0], [1, 3, 3]), [3, 3]);
}

const products = byDefinition(
  'one behind another: products and sums',
  (b) => {
    const [x, w] = [b.input('x', 'f32', [3, 3]), b.input('w', 'f32', [3, 3])];
    const [y, z] = [b.input('y', 'f32', [3, 3, 3]), b.input('z', 'f32', [3, 3, 3])];
    const row = b.input('row', 'f32', [3]);
    const column = b.reshape(row, [3, 1]);
    const xw = b.matMul(x, w);
    return {
      'a product and a row': b.add(xw, row),
      'a product and a column': b.add(xw, column),
      'a row less a product': b.sub(row, xw),
      'a product, a row and what is positive of it': b.maximum(b.add(xw, row), 0),
      'a product taken twice': b.add(b.mul(xw, 2), xw),
      'a product of a product': b.matMul(xw, w, { transposeA: true }),
      'xᵀw by turning': b.matMul(b.transpose(x, [1, 0]), w),
      'xwᵀ by turning': b.matMul(x, b.transpose(w, [1, 0])),
      'turned twice': b.matMul(b.transpose(x, [1, 0]), w, { transposeA: true }),
      'a turned product': b.transpose(xw, [1, 0]),
      'a product, and a row for each matrix': b.add(b.matMul(y, z), row),
      'a product, and a matrix for all': b.add(b.matMul(y, w), x),
      'products, summed over the stack': b.reduceSum(b.matMul(y, z), [0]),
      'products, summed over rows': b.reduceSum(b.matMul(y, z), [1]),
      'sums of sums': b.reduceSum(b.reduceSum(y, [0]), [0]),
      'sums of sums, the other way': b.reduceSum(b.reduceSum(y, [1]), [1]),
      'largest of sums': b.reduceMax(b.reduceSum(y, [1]), [0]),
      'sums of largest': b.reduceSum(b.reduceMax(y, [2]), [0]),
      'smallest of largest': b.reduceMin(b.reduceMax(y, [0]), [1]),
      'a sum of copies': b.reduceSum(b.broadcastTo(b.reshape(row, [1, 3]), [4, 3]), [0]),
      'a sum of the copies’ other axis': b.reduceSum(b.broadcastTo(column, [3, 4]), [0]),
      'a sum of what is turned': b.reduceSum(b.transpose(y, [1, 2, 0]), [0]),
      'the place in what is turned': b.argMax(b.transpose(x, [1, 0]), 1),
      'sums of products of elements': b.reduceSum(b.mul(x, w), [1]),
      'sums of squares': b.reduceSum(b.mul(x, x), [0]),
      ...Object.fromEntries(
        TURNS.flatMap((perm) => [
          [`a stack times a stack turned by ${perm.join('')}`, b.matMul(y, b.transpose(z, perm))],
          [`a stack turned by ${perm.join('')} times a stack`, b.matMul(b.transpose(y, perm), z, { transposeB: true })],
        ]),
      ),
    };
  },
  {
    x: digits([3, 3], 733),
    w: digits([3, 3], 734),
    y: digits([3, 3, 3], 735),
    z: digits([3, 3, 3], 736),
    row: digits([3], 737),
  },
);

const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 2, -3, 16, -0.25];

const elements = byDefinition(
  'one behind another: functions and choices of special numbers',
  (b) => {
    const [x, y] = [b.input('x', 'f32', [9]), b.input('y', 'f32', [9])];
    const c = b.input('c', 'bool', [9]);
    const root = b.sqrt(x);
    const not = (ref: Ref): Ref => b.not(ref);
    return {
      '√(x²)': b.sqrt(b.mul(x, x)),
      '√x · √x is finite': b.isFinite(b.mul(root, root)),
      '√|x|': b.sqrt(b.abs(x)),
      'the power of 2 exceeds 8': b.greater(b.pow(x, 2), 8),
      'the power of a half exceeds 0': b.greater(b.pow(x, 0.5), 0),
      'not x < y': not(b.less(x, y)),
      'not x ≤ y': not(b.lessEqual(x, y)),
      'not x > y': not(b.greater(x, y)),
      'not x ≥ y': not(b.greaterEqual(x, y)),
      'not x = y': not(b.equal(x, y)),
      'not x ≠ y': not(b.notEqual(x, y)),
      'not (c and x < y)': not(b.and(c, b.less(x, y))),
      'not (c or x < y)': not(b.or(c, b.less(x, y))),
      'not c ? x : y': b.select(not(c), x, y),
      'c ? x : c ? y : 1': b.select(c, x, b.select(c, y, 1)),
      'c ? (c ? 1 : y) : x': b.select(c, b.select(c, 1, y), x),
      'c ? x : 0': b.select(c, x, 0),
      'c as a number, times x': b.mul(b.cast(c, 'f32'), x),
      'x < 0 ? −x : x': b.select(b.less(x, 0), b.neg(x), x),
      'x > y ? x : y': b.select(b.greater(x, y), x, y),
      'x < y ? x : y': b.select(b.less(x, y), x, y),
      'sign of 1 / −(x − x)': b.div(1, b.neg(b.sub(x, x))),
      '1 / (x + 0)': b.div(1, b.add(x, 0)),
      '1 / (x − 0)': b.div(1, b.sub(x, 0)),
      '1 / (0 − x)': b.div(1, b.sub(0, x)),
      '1 / (x · 1)': b.div(1, b.mul(x, 1)),
      '1 / (x · −1)': b.div(1, b.mul(x, -1)),
      '1 / |x|': b.div(1, b.abs(x)),
      'sign x · |x|': b.mul(b.sign(x), b.abs(x)),
      'x − y + y': b.add(b.sub(x, y), y),
      '(x + y) − y': b.sub(b.add(x, y), y),
      'x · y / y': b.div(b.mul(x, y), y),
      'max(x, 0) + min(x, 0)': b.add(b.maximum(x, 0), b.minimum(x, 0)),
      'max(max(x, 1), y)': b.maximum(b.maximum(x, 1), y),
      'Σ over nothing but NaN': b.reduceMax(b.select(b.isFinite(x), -1, x)),
      'finite or 0': b.select(b.isFinite(x), x, 0),
      'to a truth value and back': b.cast(b.cast(x, 'bool'), 'f32'),
      'a truth value to both': b.cast(b.cast(c, 'i32'), 'f32'),
    };
  },
  {
    x: f32([9], SPECIAL),
    y: f32(
      [9],
      SPECIAL.map((_, i) => SPECIAL[(i * 4 + 2) % 9]!),
    ),
    c: bool([9], [0, 1, 1, 0, 0, 1, 0, 1, 0]),
  },
);

export const pairs: readonly Journey[] = [moves, products, elements];
