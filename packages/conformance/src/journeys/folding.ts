/** What makers of faster graphs get wrong: nodes that are alike but for their attributes, and laws of algebra that floats break. */
import type { GraphBuilder, Ref } from '@bernoulli/api/ir';
import { bool, f32, i32, noise, wholeNoise } from '../data.ts';
import { byDefinition, expectValue, outputsOf, session, type Journey } from './journey.ts';
import type { CaseArray } from '../case.ts';
import type { Tolerance } from '../tolerance.ts';

const summed: Tolerance = {
  ulp: 4,
  absolute: 2 ** -20,
  reason: 'sums of up to nine products of up to 4, in any order',
};

const x33 = noise([3, 3], 711);
const x333 = noise([3, 3, 3], 712);

const moved = byDefinition(
  'alike but for attributes: what moves',
  (b) => {
    const [x, y] = [b.input('x', 'f32', [3, 3]), b.input('y', 'f32', [3, 3, 3])];
    const at = b.input('at', 'i32', [3]);
    return {
      'slice 0': b.slice(x, [0, 0], [2, 2]),
      'slice 1': b.slice(x, [0, 1], [2, 2]),
      'slice 2': b.slice(x, [1, 0], [2, 2]),
      'pad by 0': b.pad(x, [1, 0], [0, 1], 0),
      'pad by 1': b.pad(x, [1, 0], [0, 1], 1),
      'pad elsewhere': b.pad(x, [0, 1], [1, 0], 0),
      'turn 0': b.transpose(y, [1, 2, 0]),
      'turn 1': b.transpose(y, [2, 0, 1]),
      'turn 2': b.transpose(y, [0, 2, 1]),
      'turned twice': b.transpose(b.transpose(y, [1, 2, 0]), [1, 0, 2]),
      'turned back': b.transpose(b.transpose(y, [1, 2, 0]), [2, 0, 1]),
      'join 0': b.concat([x, x], 0),
      'join 1': b.concat([x, x], 1),
      'pick 0': b.gather(x, at, 0),
      'pick 1': b.gather(x, at, 1),
      'shape 0': b.reshape(x, [9]),
      'shape 1': b.reshape(x, [1, 9]),
      'copies 0': b.broadcastTo(x, [3, 3, 3]),
      'copies 1': b.broadcastTo(b.reshape(x, [3, 1, 3]), [3, 3, 3]),
      'copies 2': b.broadcastTo(b.reshape(x, [3, 3, 1]), [3, 3, 3]),
      'count 0': b.iota([3, 3], 0),
      'count 1': b.iota([3, 3], 1),
    };
  },
  { x: x33, y: x333, at: i32([3], [2, 0, 2]) },
);

const folded = byDefinition(
  'alike but for attributes: what folds and multiplies',
  (b) => {
    const [x, y] = [b.input('x', 'f32', [3, 3]), b.input('y', 'f32', [3, 3])];
    const at = b.input('at', 'i32', [3]);
    return {
      'sum 0': b.reduceSum(x, [0]),
      'sum 1': b.reduceSum(x, [1]),
      'sum kept': b.reduceSum(x, [0], true),
      'sum of all': b.reduceSum(x),
      'max 0': b.reduceMax(x, [0]),
      'max 1': b.reduceMax(x, [1]),
      'min 1': b.reduceMin(x, [1]),
      'place 0': b.argMax(x, 0),
      'place 1': b.argMax(x, 1),
      ab: b.matMul(x, y),
      aᵀb: b.matMul(x, y, { transposeA: true }),
      abᵀ: b.matMul(x, y, { transposeB: true }),
      ba: b.matMul(y, x),
      'add 0': b.scatterAdd(at, x, 4, 0),
      'add 1': b.scatterAdd(at, x, 4, 1),
      'add to 3': b.scatterAdd(at, x, 3, 0),
      'add to 3 along 1': b.scatterAdd(at, x, 3, 1),
    };
  },
  { x: x33, y: noise([3, 3], 713), at: i32([3], [2, 0, 2]) },
  summed,
);

const windows = byDefinition(
  'alike but for attributes: convolutions',
  (b) => {
    const [z, w] = [b.input('z', 'f32', [1, 3, 3, 1]), b.input('w', 'f32', [2, 2, 1, 1])];
    const conv = (before: number[], after: number[], dilations = [1, 1]): Ref =>
      b.conv(z, w, { strides: [1, 1], dilations, before, after, groups: 1 });
    const y = b.input('y', 'f32', [1, 2, 2, 1]);
    const ends = (before: number[], after: number[], strides = [1, 1]) => ({
      strides,
      dilations: [1, 1],
      before,
      after,
      groups: 1,
    });
    return {
      'spread before': b.convInput(y, w, { ...ends([1, 0], [0, 1]), size: [2, 2] }),
      'spread after': b.convInput(y, w, { ...ends([0, 1], [1, 0]), size: [2, 2] }),
      'spread over more': b.convInput(y, w, { ...ends([0, 0], [0, 0]), size: [3, 3] }),
      'spread in strides': b.convInput(y, w, { ...ends([1, 1], [0, 0], [2, 2]), size: [3, 3] }),
      'kernel before': b.convKernel(z, z, { ...ends([1, 0], [0, 1]), size: [2, 2] }),
      'kernel after': b.convKernel(z, z, { ...ends([0, 1], [1, 0]), size: [2, 2] }),
      'window before': conv([1, 0], [0, 1]),
      'window after': conv([0, 1], [1, 0]),
      'window with gaps': conv([1, 1], [0, 0], [2, 2]),
    };
  },
  { z: noise([1, 3, 3, 1], 714), w: noise([2, 2, 1, 1], 717), y: noise([1, 2, 2, 1], 718) },
  summed,
);

const loops = byDefinition(
  'alike but for attributes: loops',
  (b) => {
    const [h, x, w] = [b.input('h', 'f32', [2]), b.input('x', 'f32', [3, 2]), b.input('w', 'f32', [2])];
    const loop = (reverse: boolean, factor: number) =>
      b.scan({
        init: [h, w],
        xs: [x],
        reverse,
        step: ([p, q], [now]) => [b.add(p!, now!), b.mul(q!, factor), b.sub(q!, now!), b.mul(p!, q!)],
      });
    const loops = { on: loop(false, 2), back: loop(true, 2), other: loop(false, -1) };
    return Object.fromEntries(
      Object.entries(loops).flatMap(([name, { all, last }]) => [
        ...[0, 1, 2, 3].map((i) => [`all of ${i}, ${name}`, all(i)] as const),
        ...[0, 1].map((i) => [`the last of ${i}, ${name}`, last(i)] as const),
      ]),
    );
  },
  { h: f32([2], [1, -2]), x: f32([3, 2], [1, 2, 3, 4, 5, 6]), w: f32([2], [3, -5]) },
);

const operands = byDefinition(
  'alike but for the order of operands and the kind of constant',
  (b) => {
    const [x, y] = [b.input('x', 'f32', [3, 3]), b.input('y', 'f32', [3, 3])];
    const [n, c] = [b.input('n', 'i32', [9]), b.input('c', 'bool', [3, 3])];
    const flat = b.reshape(x, [9]);
    return {
      'x − y': b.sub(x, y),
      'y − x': b.sub(y, x),
      'x < y': b.less(x, y),
      'y < x': b.less(y, x),
      'c ? x : y': b.select(c, x, y),
      'c ? y : x': b.select(c, y, x),
      'x before y': b.concat([x, y], 0),
      'y before x': b.concat([y, x], 0),
      'as i32': b.cast(x, 'i32'),
      'as bool': b.cast(x, 'bool'),
      'one in f32': b.add(flat, 1),
      'one in i32': b.add(n, 1),
      'a row of ones': b.add(x, b.constant(Float32Array.of(1, 1, 1))),
      'a row of other numbers': b.add(x, b.constant(Float32Array.of(1, 2, 3))),
      'a column of ones': b.add(x, b.constant(Float32Array.of(1, 2, 3), [3, 1])),
      'over zeros': b.div(flat, b.constant(new Float32Array(9))),
      'over zeros of the other sign': b.div(flat, b.constant(new Float32Array(9).fill(-0))),
      'over zero': b.div(flat, 0),
      'over the other zero': b.div(flat, -0),
      'a row of the same': b.add(x, b.constant(Float32Array.of(1, 2, 3), [1, 3])),
      'to i32 and back': b.cast(b.cast(x, 'i32'), 'f32'),
      'to bool and back': b.cast(b.cast(n, 'bool'), 'i32'),
      'i32 to f32 and back': b.cast(b.cast(b.constant(Int32Array.of(16777216, -5)), 'f32'), 'i32'),
    };
  },
  { x: x33, y: noise([3, 3], 715), n: wholeNoise([9], 716, -2, 3), c: bool([3, 3], [1, 0, 0, 1, 1, 0, 1, 0, 1]) },
);

const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 2, -3, 3e38];
const special = f32([8], SPECIAL.map(Math.fround));
const of = (f: (v: number) => number): CaseArray => f32([8], special.data.map(f));
const truths = (f: (v: number) => boolean): CaseArray =>
  bool(
    [8],
    special.data.map((v) => +f(v)),
  );

/** As JavaScript has them, for any two numbers. */
const times = (p: number, q: number): number => p * q;
const minus = (p: number, q: number): number => p - q;
const over = (p: number, q: number): number => p / q;
const isNumber = (v: number): boolean => !Number.isNaN(v);

const algebra: Journey = {
  name: 'x · 0, x − x, x / x and other laws that NaN and infinity break',
  run: (backend) =>
    session(backend, async (compile) => {
      const rows = (b: GraphBuilder) => {
        const [x, zero] = [b.input('x', 'f32', [8]), b.constant(new Float32Array(8))];
        const nan = b.constant(new Float32Array(8).fill(NaN));
        const ones = b.constant(new Float32Array(8).fill(1));
        const yes = b.constant(new Uint8Array(8).fill(1));
        return {
          'x · 0': [b.mul(x, 0), of((v) => times(v, 0))],
          '0 · x': [b.mul(0, x), of((v) => times(v, 0))],
          'x · zeros': [b.mul(x, zero), of((v) => times(v, 0))],
          'x − x': [b.sub(x, x), of((v) => minus(v, v))],
          'x / x': [b.div(x, x), of((v) => over(v, v))],
          '0 / x': [b.div(0, x), of((v) => over(0, v))],
          'x / 0': [b.div(x, 0), of((v) => over(v, 0))],
          'x + −x': [b.add(x, b.neg(x)), of((v) => minus(v, v))],
          'c + x − x': [b.sub(b.add(ones, x), x), of((v) => minus(1 + v, v))],
          'c · x / x': [b.div(b.mul(ones, x), x), of((v) => over(v, v))],
          'x ^ 0': [b.pow(x, 0), of(() => 1)],
          'x = x': [b.equal(x, x), truths(isNumber)],
          'x ≠ x': [b.notEqual(x, x), truths(Number.isNaN)],
          'x ≤ x': [b.lessEqual(x, x), truths(isNumber)],
          'x ≥ x': [b.greaterEqual(x, x), truths(isNumber)],
          'x < x': [b.less(x, x), truths(() => false)],
          'not x < 1': [b.not(b.less(x, 1)), truths((v) => !(v < 1))],
          'x ≥ 1': [b.greaterEqual(x, 1), truths((v) => v >= 1)],
          'max(x, x)': [b.maximum(x, x), of((v) => v)],
          'max(x, −∞)': [b.maximum(x, -Infinity), of((v) => v)],
          'min(max(x, 1), −1)': [b.minimum(b.maximum(x, 1), -1), of((v) => Math.min(Math.max(v, 1), -1))],
          'max(min(x, −1), 1)': [b.maximum(b.minimum(x, -1), 1), of((v) => Math.max(Math.min(v, -1), 1))],
          'a choice of x or x': [b.select(b.less(x, 0), x, x), of((v) => v)],
          'a choice without NaN': [b.select(yes, x, nan), of((v) => v)],
          'a choice of x > 0': [b.select(b.greater(x, 0), x, 0), of((v) => (v > 0 ? v : 0))],
          '−(−x)': [b.neg(b.neg(x)), of((v) => v)],
          '|−x|': [b.abs(b.neg(x)), of(Math.abs)],
          '−|x|': [b.neg(b.abs(x)), of((v) => -Math.abs(v))],
          'sign of x · x': [b.sign(b.mul(x, x)), of((v) => Math.sign(v * v))],
          'Σ x · 0': [b.reduceSum(b.mul(x, 0)), f32([], [NaN])],
          'finite x': [b.isFinite(b.sub(x, x)), truths(Number.isFinite)],
          'round of floor': [b.round(b.floor(x)), of(Math.floor)],
        } as const;
      };
      const names: Record<string, CaseArray> = {};
      const got = await outputsOf(
        compile,
        (b) => {
          const table = Object.entries(rows(b)).map(([name, [ref, want]]) => {
            names[name] = want;
            return [name, ref] as const;
          });
          return Object.fromEntries(table);
        },
        { x: special },
      );
      for (const [name, want] of Object.entries(names)) expectValue(name, got[name], want, LOOSE_ZERO);
    }),
};

const LOOSE_ZERO: Tolerance = { ulp: 0, reason: 'nothing in it is rounded; the sign of a zero is free' };

const inverses: Journey = {
  name: 'inverse functions one after the other, outside the domain of one of them',
  run: (backend) =>
    session(backend, async (compile) => {
      const data = f32([4], [-100, 0.5, 3, 200]);
      const got = await outputsOf(
        compile,
        (b) => {
          const x = b.input('x', 'f32', [4]);
          return {
            'exp of log': b.cast(b.less(b.abs(b.sub(b.exp(b.log(x)), x)), 1e-3), 'f32'),
            'sqrt of a negative': b.cast(b.equal(b.sqrt(x), b.sqrt(x)), 'f32'),
            'floor of ceil': b.floor(b.ceil(x)),
            'to i32': b.cast(b.cast(b.mul(x, 1.25), 'i32'), 'f32'),
          };
        },
        { x: data },
      );
      expectValue('exp(log(x)) is x', got['exp of log'], f32([4], [0, 1, 1, 1]));
      expectValue('√x is a number', got['sqrt of a negative'], f32([4], [0, 1, 1, 1]));
      expectValue('⌊⌈x⌉⌋', got['floor of ceil'], f32([4], [-100, 1, 3, 200]));
      expectValue('whole part of 1.25 x', got['to i32'], f32([4], [-125, 0, 3, 250]));
    }),
};

const casts = byDefinition(
  'casts of what int32 cannot hold: constants, and between other ops',
  (b) => {
    const [x, beyond] = [
      b.input('x', 'f32', [8]),
      b.constant(Float32Array.of(Infinity, -Infinity, NaN, 3e9, -3e9, -0.5)),
    ];
    return {
      'of constants': b.cast(beyond, 'i32'),
      'of one constant': b.cast(b.scalar(1e10), 'i32'),
      'and back': b.cast(b.cast(x, 'i32'), 'f32'),
      'of a product': b.cast(b.mul(x, 1e30), 'i32'),
      'of a quotient by zero': b.cast(b.div(x, 0), 'i32'),
      'of a whole number': b.cast(b.floor(b.mul(x, 1e9)), 'i32'),
      'to bool': b.cast(b.cast(b.mul(x, 0.1), 'i32'), 'bool'),
      'straight to bool': b.cast(b.mul(x, 0.1), 'bool'),
    };
  },
  { x: special },
);

export const folding: readonly Journey[] = [moved, folded, windows, loops, operands, algebra, inverses, casts];
