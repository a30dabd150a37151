/** What each op computes. The type asks for every op, so none can be forgotten. */
import { broadcastStrides, eachTerm, sizeOf, stridesOf, toI32 } from '@bernoulli/api/ir';
import type { ConvAttrs, ConvShapes, KernelTable, TensorData, TensorType } from '@bernoulli/api/ir';
import { elementwise, fold, loop, result, rows, view } from './loops.ts';
import { uniform } from './threefry.ts';

/** Formula 7.1.26 of Abramowitz and Stegun, within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}

/** The nearest whole number; halves go to the even neighbour. */
function round(x: number): number {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

/** The largest of a row, and Σ e^(x − largest). */
function sumOfPowers(row: Float64Array): readonly [top: number, sum: number] {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return [top, row.reduce((sum, x) => sum + Math.exp(x - top), 0)];
}

/** NaN is not 0, so it is true; what i32 cannot hold becomes the nearer end of it. */
const CASTS = { f32: (x: number) => x, i32: toI32, bool: (x: number) => +(x !== 0) };

/** Indices out of range are clamped. */
const clamp = (i: number, size: number): number => Math.min(Math.max(i, 0), size - 1);

/** An array around one axis: how many there are before it, and how many elements behind. */
const around = ({ shape }: TensorData, axis: number): readonly [before: number, size: number, behind: number] => [
  sizeOf(shape.slice(0, axis)),
  shape[axis]!,
  sizeOf(shape.slice(axis + 1)),
];

/** Where an index stands in an array with these strides. */
const offset = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);

/** The sum of all terms of a convolution, each at its place. */
function products(
  shapes: ConvShapes,
  attrs: ConvAttrs,
  type: TensorType,
  term: (x: number, w: number, y: number) => [number, number],
) {
  return result(type, (out) =>
    eachTerm(shapes, attrs, (x, w, y) => {
      const [place, product] = term(x, w, y);
      out[place]! += product;
    }),
  );
}

export const kernels: Required<Omit<KernelTable<TensorData>, 'scan'>> = {
  add: elementwise((a, b) => a + b),
  sub: elementwise((a, b) => a - b),
  mul: (inputs, c) => elementwise(c.type.dtype === 'i32' ? Math.imul : (a, b) => a * b)(inputs, c),
  div: elementwise((a, b) => a / b),
  pow: elementwise((a, b) => a ** b),
  minimum: elementwise((a, b) => Math.min(a, b)),
  maximum: elementwise((a, b) => Math.max(a, b)),
  equal: elementwise((a, b) => +(a === b)),
  notEqual: elementwise((a, b) => +(a !== b)),
  less: elementwise((a, b) => +(a < b)),
  lessEqual: elementwise((a, b) => +(a <= b)),
  greater: elementwise((a, b) => +(a > b)),
  greaterEqual: elementwise((a, b) => +(a >= b)),
  and: elementwise((a, b) => a & b),
  or: elementwise((a, b) => a | b),
  select: elementwise((condition, a, b) => (condition ? a : b)),
  not: elementwise((x) => 1 - x),
  neg: elementwise((x) => -x),
  abs: elementwise(Math.abs),
  sign: elementwise(Math.sign),
  floor: elementwise(Math.floor),
  ceil: elementwise(Math.ceil),
  round: elementwise(round),
  exp: elementwise(Math.exp),
  log: elementwise(Math.log),
  log1p: elementwise(Math.log1p),
  sqrt: elementwise(Math.sqrt),
  sin: elementwise(Math.sin),
  cos: elementwise(Math.cos),
  tanh: elementwise(Math.tanh),
  sigmoid: elementwise((x) => 1 / (1 + Math.exp(-x))),
  erf: elementwise(erf),
  isFinite: elementwise((x) => +Number.isFinite(x)),
  stopGradient: elementwise((x) => x),
  reshape: ([x], { type }) => ({ ...type, data: x!.data }),
  cast: (inputs, c) => elementwise(CASTS[c.type.dtype])(inputs, c),
  reduceSum: fold((sum, x) => sum + x, 0),
  reduceMax: fold(Math.max, -Infinity, -(2 ** 31)),
  reduceMin: fold(Math.min, Infinity, 2 ** 31 - 1),
  argMax: ([x], { attrs: { axis }, type }) => {
    const [before, size, behind] = around(x!, axis);
    return result(type, (out) => {
      for (let i = 0; i < before * behind; i++) {
        const first = Math.floor(i / behind) * size * behind + (i % behind);
        // Of equals the first.
        for (let k = 1; k < size; k++)
          if (x!.data[first + k * behind]! > x!.data[first + out[i]! * behind]!) out[i] = k;
      }
    });
  },
  softmax: rows((row) => {
    const [top, sum] = sumOfPowers(row);
    for (let i = 0; i < row.length; i++) row[i] = Math.exp(row[i]! - top) / sum;
  }),
  logSoftmax: rows((row) => {
    const [top, sum] = sumOfPowers(row);
    for (let i = 0; i < row.length; i++) row[i]! -= top + Math.log(sum);
  }),
  matMul: ([a, b], { attrs: { transposeA, transposeB }, type }) => {
    const [m, n] = type.shape.slice(-2) as [number, number];
    const inner = a!.shape.at(transposeA ? -2 : -1)!;
    const [aRow, aInner] = transposeA ? [1, m] : [inner, 1];
    const [bInner, bColumn] = transposeB ? [1, inner] : [n, 1];
    return result(type, (out) => {
      for (let i = 0; i < out.length; i++) {
        const [batch, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
        const left = batch * m * inner + row * aRow;
        // One matrix on the right serves the whole batch.
        const right = (b!.shape.length === 2 ? 0 : batch * inner * n) + column * bColumn;
        for (let k = 0; k < inner; k++) out[i]! += a!.data[left + k * aInner]! * b!.data[right + k * bInner]!;
      }
    });
  },
  // A convolution and its two gradients are one sum of products, in which each adds up another place.
  conv: ([x, w], { attrs, type }) =>
    products({ x: x!.shape, w: w!.shape, y: type.shape }, attrs, type, (i, k, o) => [o, x!.data[i]! * w!.data[k]!]),
  convInput: ([y, w], { attrs, type }) =>
    products({ x: type.shape, w: w!.shape, y: y!.shape }, attrs, type, (i, k, o) => [i, y!.data[o]! * w!.data[k]!]),
  convKernel: ([x, y], { attrs, type }) =>
    products({ x: x!.shape, w: type.shape, y: y!.shape }, attrs, type, (i, k, o) => [k, x!.data[i]! * y!.data[o]!]),
  transpose: ([x], { attrs: { perm }, type }) => {
    const strides = stridesOf(x!.shape);
    const turned = perm.map((axis) => strides[axis]!);
    return view(x!, type, turned);
  },
  broadcastTo: ([x], { type }) => view(x!, type, broadcastStrides(x!.shape, type.shape)),
  slice: ([x], { attrs: { starts }, type }) => {
    const strides = stridesOf(x!.shape);
    return view(x!, type, strides, offset(starts, strides));
  },
  pad: ([x], { attrs: { before, value }, type }) => {
    const strides = stridesOf(type.shape);
    return result(type, (out) => {
      out.fill(value);
      const first = offset(before, strides);
      loop(x!.shape, [strides], (i, o) => (out[first + o] = x!.data[i]!));
    });
  },
  concat: (parts, { attrs: { axis }, type }) => {
    const strides = stridesOf(type.shape);
    return result(type, (out) => {
      let first = 0;
      for (const { shape, data } of parts) {
        loop(shape, [strides], (i, o) => (out[first + o] = data[i]!));
        first += shape[axis]! * strides[axis]!;
      }
    });
  },
  gather: ([x, indices], { attrs: { axis }, type }) => {
    const [before, size, behind] = around(x!, axis);
    return result(type, (out) => {
      let o = 0;
      for (let i = 0; i < before; i++)
        for (const index of indices!.data) {
          const from = (i * size + clamp(index, size)) * behind;
          for (let k = 0; k < behind; k++) out[o++] = x!.data[from + k]!;
        }
    });
  },
  scatterAdd: ([indices, updates], { attrs: { axis, size }, type }) => {
    const before = sizeOf(type.shape.slice(0, axis));
    const behind = sizeOf(type.shape.slice(axis + 1));
    return result(type, (out) => {
      let from = 0;
      for (let i = 0; i < before; i++)
        for (const index of indices!.data) {
          const to = (i * size + clamp(index, size)) * behind;
          for (let k = 0; k < behind; k++) out[to + k]! += updates!.data[from++]!;
        }
    });
  },
  iota: (_, { attrs: { axis }, type }) => {
    const along = type.shape.map((_size, k) => (k === axis ? 1 : 0));
    return result(type, (out) => loop(type.shape, [along], (i, at) => (out[i] = at)));
  },
  uniform: ([key, row], { type }) => ({ ...type, data: uniform(key!.data, row!.data[0]!, type.shape) }),
};
