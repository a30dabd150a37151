/** What each op means: one line an op where one is enough. `i32` wraps because it is stored in an `Int32Array`. */
import { eachTerm } from '../convolution.ts';
import { toI32 } from '../dtype.ts';
import type { KernelTable } from '../kernel-backend/kernel.ts';
import { uniformOnHost } from '../random/uniform-on-host.ts';
import { broadcastStrides, stridesOf } from '../shape.ts';
import { erf, roundHalfToEven } from './scalar.ts';
import { each, flatIndex, make, map, reduce, rows, zip, type Value } from './value.ts';

export const kernels: Required<Omit<KernelTable<Value>, 'scan'>> = {
  stopGradient: map((x) => x),
  add: zip((a, b) => a + b),
  sub: zip((a, b) => a - b),
  mul: (inputs, c) => zip(c.type.dtype === 'i32' ? Math.imul : (a, b) => a * b)(inputs, c),
  div: zip((a, b) => a / b),
  pow: zip((a, b) => a ** b),
  minimum: zip(Math.min),
  maximum: zip(Math.max),
  neg: map((x) => -x),
  abs: map(Math.abs),
  sign: map(Math.sign),
  floor: map(Math.floor),
  ceil: map(Math.ceil),
  round: map(roundHalfToEven),
  exp: map(Math.exp),
  log: map(Math.log),
  log1p: map(Math.log1p),
  sqrt: map(Math.sqrt),
  sin: map(Math.sin),
  cos: map(Math.cos),
  tanh: map(Math.tanh),
  sigmoid: map((x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))),
  erf: map(erf),
  equal: zip((a, b) => +(a === b)),
  notEqual: zip((a, b) => +(a !== b)),
  less: zip((a, b) => +(a < b)),
  lessEqual: zip((a, b) => +(a <= b)),
  greater: zip((a, b) => +(a > b)),
  greaterEqual: zip((a, b) => +(a >= b)),
  and: zip((a, b) => a & b),
  or: zip((a, b) => a | b),
  not: map((x) => 1 - x),
  isFinite: map((x) => +Number.isFinite(x)),
  select: ([c, a, b], { type }) => {
    const [sc, sa, sb] = [c, a, b].map((v) => broadcastStrides(v!.shape, type.shape));
    return make(type, (i) => (c!.data[flatIndex(i, sc!)] ? a!.data[flatIndex(i, sa!)]! : b!.data[flatIndex(i, sb!)]!));
  },
  cast: (inputs, c) =>
    map({ f32: (x: number) => x, i32: toI32, bool: (x: number) => +(x !== 0) }[c.type.dtype])(inputs, c),
  reduceSum: reduce((sum, x) => sum + x, 0, 0),
  reduceMax: reduce(Math.max, -Infinity, -(2 ** 31)),
  reduceMin: reduce(Math.min, Infinity, 2 ** 31 - 1),
  argMax: ([x], { attrs: { axis }, type }) => {
    const strides = stridesOf(x!.shape);
    return make(type, (i) => {
      const at = (k: number): number => x!.data[flatIndex(i.toSpliced(axis, 0, k), strides)]!;
      let best = 0;
      for (let k = 1; k < x!.shape[axis]!; k++) if (at(k) > at(best)) best = k;
      return best;
    });
  },
  softmax: rows((x) => {
    const top = Math.max(...x);
    const powers = x.map((v) => Math.exp(v - top));
    const total = powers.reduce((sum, v) => sum + v, 0);
    return powers.map((v) => v / total);
  }),
  logSoftmax: rows((x) => {
    const top = Math.max(...x);
    const total = Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0));
    return x.map((v) => v - top - total);
  }),
  matMul: ([a, b], { attrs: { transposeA, transposeB }, type }) => {
    const swap = (strides: number[]): number[] => [...strides.slice(0, -2), strides.at(-1)!, strides.at(-2)!];
    const sa = transposeA ? swap(stridesOf(a!.shape)) : stridesOf(a!.shape);
    const sb = transposeB ? swap(stridesOf(b!.shape)) : stridesOf(b!.shape);
    const inner = a!.shape.at(transposeA ? -2 : -1)!;
    return make(type, (i) => {
      const [batch, m, n] = [i.slice(0, -2), i.at(-2)!, i.at(-1)!];
      const rhs = b!.shape.length === 2 ? [] : batch;
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum += a!.data[flatIndex([...batch, m, k], sa)]! * b!.data[flatIndex([...rhs, k, n], sb)]!;
      return sum;
    });
  },
  conv: ([x, w], { attrs, type }) => {
    const out = make(type, () => 0);
    eachTerm(
      { x: x!.shape, w: w!.shape, y: type.shape },
      attrs,
      (i, k, o) => (out.data[o]! += x!.data[i]! * w!.data[k]!),
    );
    return out;
  },
  convInput: ([y, w], { attrs, type }) => {
    const out = make(type, () => 0);
    eachTerm(
      { x: type.shape, w: w!.shape, y: y!.shape },
      attrs,
      (i, k, o) => (out.data[i]! += y!.data[o]! * w!.data[k]!),
    );
    return out;
  },
  convKernel: ([x, y], { attrs, type }) => {
    const out = make(type, () => 0);
    eachTerm(
      { x: x!.shape, w: type.shape, y: y!.shape },
      attrs,
      (i, k, o) => (out.data[k]! += x!.data[i]! * y!.data[o]!),
    );
    return out;
  },
  reshape: map((x) => x),
  transpose: ([x], { attrs: { perm }, type }) => {
    const strides = perm.map((axis) => stridesOf(x!.shape)[axis]!);
    return make(type, (i) => x!.data[flatIndex(i, strides)]!);
  },
  broadcastTo: ([x], { type }) => {
    const strides = broadcastStrides(x!.shape, type.shape);
    return make(type, (i) => x!.data[flatIndex(i, strides)]!);
  },
  slice: ([x], { attrs: { starts }, type }) => {
    const strides = stridesOf(x!.shape);
    return make(
      type,
      (i) =>
        x!.data[
          flatIndex(
            i.map((n, axis) => n + starts[axis]!),
            strides,
          )
        ]!,
    );
  },
  pad: ([x], { attrs: { before, value }, type }) => {
    const strides = stridesOf(x!.shape);
    return make(type, (i) => {
      const from = i.map((n, axis) => n - before[axis]!);
      return from.every((n, axis) => n >= 0 && n < x!.shape[axis]!) ? x!.data[flatIndex(from, strides)]! : value;
    });
  },
  concat: (xs, { attrs: { axis }, type }) =>
    make(type, (i) => {
      let [k, part] = [i[axis]!, 0];
      while (k >= xs[part]!.shape[axis]!) k -= xs[part++]!.shape[axis]!;
      return xs[part]!.data[flatIndex(i.with(axis, k), stridesOf(xs[part]!.shape))]!;
    }),
  gather: ([x, indices], { attrs: { axis }, type }) => {
    const [strides, own] = [stridesOf(x!.shape), stridesOf(indices!.shape)];
    return make(type, (i) => {
      const end = axis + indices!.shape.length;
      const k = clamp(indices!.data[flatIndex(i.slice(axis, end), own)]!, x!.shape[axis]!);
      return x!.data[flatIndex([...i.slice(0, axis), k, ...i.slice(end)], strides)]!;
    });
  },
  scatterAdd: ([indices, updates], { attrs: { axis, size }, type }) => {
    const [strides, own] = [stridesOf(type.shape), stridesOf(indices!.shape)];
    const out = make(type, () => 0);
    each(updates!.shape, (i, position) => {
      const end = axis + indices!.shape.length;
      const k = clamp(indices!.data[flatIndex(i.slice(axis, end), own)]!, size);
      out.data[flatIndex([...i.slice(0, axis), k, ...i.slice(end)], strides)]! += updates!.data[position]!;
    });
    return out;
  },
  iota: (_, { attrs: { axis }, type }) => make(type, (i) => i[axis]!),
  uniform: ([key, offset], { type }) => ({
    ...type,
    data: Float64Array.from(uniformOnHost(key!.data, offset!.data[0]!, type.shape)),
  }),
};

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
