/** Numbers that come out wrong: in a range, in a dtype, along an axis, or in the order of what is equal. */
import type { Value } from '@bernoulli/api/ir/interpret';
import { casesOf, honest, withKernels, type AnyContext, type AnyKernel, type Mutant } from './mutant.ts';

/** An op of one operand by another function of numbers. */
function by(op: string, why: string, f: (x: number, right: number) => number): Mutant {
  const kernel: AnyKernel = ([x], context) => {
    const right = honest[op]!([x!], context);
    return x!.dtype === 'f32' ? changed(right, (v, i) => f(x!.data[i]!, v)) : right;
  };
  return { name: `${op}: ${why}`, job: casesOf(op), make: () => withKernels({ [op]: kernel }) };
}

function changed(value: Value, f: (v: number, i: number) => number): Value {
  for (let i = 0; i < value.data.length; i++) value.data[i] = f(value.data[i]!, i);
  return value;
}

/** An op of several operands, of which the result is changed. */
function after(op: string, why: string, f: (right: Value, inputs: readonly Value[], c: AnyContext) => Value): Mutant {
  const kernel: AnyKernel = (inputs, context) => f(honest[op]!(inputs, context), inputs, context);
  return { name: `${op}: ${why}`, job: casesOf(op), make: () => withKernels({ [op]: kernel }) };
}

/** An op that is given other operands, or other attributes. */
function given(
  op: string,
  why: string,
  f: (inputs: readonly Value[], attrs: never) => [readonly Value[], object],
): Mutant {
  const kernel: AnyKernel = (inputs, context) => {
    const [operands, attrs] = f(inputs, context.attrs as never);
    return honest[op]!(operands, { ...context, attrs: attrs as never });
  };
  return { name: `${op}: ${why}`, job: casesOf(op), make: () => withKernels({ [op]: kernel }) };
}

const tiny = 2 ** -100;

const ofOne = [
  by('exp', 'nothing below −80', (x, v) => (x < -80 ? 0 : v)),
  by('exp', 'infinite from 88 on', (x, v) => (x > 88 ? Infinity : v)),
  by('exp', 'off by a hundred-thousandth beyond 20', (x, v) => (x > 20 ? v * 1.00001 : v)),
  by('exp', '1 for small operands', (x, v) => (Math.abs(x) < 1e-5 ? 1.000001 : v)),
  by('log', 'no less than −80', (_, v) => (v < -80 && v > -Infinity ? -80 : v)),
  by('log', 'no more than 80', (_, v) => (v > 80 && v < Infinity ? 80 : v)),
  by('log1p', 'the logarithm of 1 + x', (x) => Math.log(Math.fround(1 + x))),
  by('log1p', 'off near −1', (x, v) => (x < -0.999 ? v * 1.0001 : v)),
  by('sqrt', 'zero for tiny numbers', (x, v) => (x < tiny ? 0 : v)),
  by('sqrt', 'one step off for huge numbers', (x, v) => (x > 2 ** 120 ? v * (1 + 2 ** -22) : v)),
  by('sin', 'zero for tiny numbers', (x, v) => (Math.abs(x) < 1e-8 ? 0 : v)),
  by('sin', 'wrong for huge numbers', (x, v) => (Math.abs(x) > 1e9 ? 0 : v)),
  by('sin', 'an angle in f32', (x) => Math.sin(x - Math.round(x / (2 * Math.PI)) * Math.fround(2 * Math.PI))),
  by('cos', 'wrong for huge numbers', (x, v) => (Math.abs(x) > 1e9 ? 1 : v)),
  by('tanh', 'one from 5 on', (x, v) => (Math.abs(x) > 5 ? Math.sign(x) : v)),
  by('tanh', 'zero for tiny numbers', (x, v) => (Math.abs(x) < 1e-9 ? 0 : v)),
  by('sigmoid', 'zero below −17', (x, v) => (x < -17 ? 0 : v)),
  by('sigmoid', 'never below 1e-7', (x, v) => (x < 0 && v < 1e-7 && v > 0 ? 1e-7 : v)),
  by('sigmoid', 'NaN far below zero', (x, v) => (x < -90 ? NaN : v)),
  by('erf', 'one from 2 on', (x, v) => (Math.abs(x) > 2 ? Math.sign(x) : v)),
  by('erf', 'NaN for huge numbers', (x, v) => (Math.abs(x) > 1e20 ? NaN : v)),
  by('floor', 'through i32', (x, v) => (Math.abs(x) < 1e30 ? v | 0 : v)),
  by('floor', 'drops the fraction', (x) => Math.trunc(x)),
  by('floor', 'zero for small negative numbers', (x, v) => (x < 0 && x > -1e-6 ? 0 : v)),
  by('ceil', 'zero for small positive numbers', (x, v) => (x > 0 && x < 1e-6 ? 0 : v)),
  by('ceil', 'through i32', (x, v) => (Math.abs(x) < 1e30 ? v | 0 : v)),
  by('round', 'halves up', (x) => Math.floor(x + 0.5)),
  by('round', 'halves away from zero', (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5)),
  by('round', 'adds a half in f32', (x, v) =>
    Math.abs(x) < 1 && Math.abs(x) > 0.4999999 && v === 0 && Math.abs(x) < 0.5 ? 1 : v,
  ),
  by('sign', 'zero for tiny numbers', (x, v) => (Math.abs(x) < tiny ? 0 : v)),
  by('abs', 'no more than 1e38', (_, v) => (v > 1e38 && v < Infinity ? 1e38 : v)),
  by('neg', 'zero for tiny numbers', (x, v) => (Math.abs(x) < 1e-35 ? 0 : v)),
  by('isFinite', 'not beyond 1e38', (x, v) => (Math.abs(x) > 1e38 ? 0 : v)),
  by('isFinite', 'not NaN', (x, v) => (Number.isNaN(x) ? 1 : v)),
  after('cast', 'wraps what int32 cannot hold', (right, [x]) =>
    right.dtype === 'i32' && x!.dtype === 'f32' ? changed(right, (_, i) => x!.data[i]! | 0) : right,
  ),
  after('cast', 'the lowest number for NaN', (right, [x]) =>
    right.dtype === 'i32' ? changed(right, (v, i) => (Number.isNaN(x!.data[i]!) ? -(2 ** 31) : v)) : right,
  ),
  after('cast', 'the largest f32 that fits for what is beyond', (right, [x]) =>
    right.dtype === 'i32' && x!.dtype === 'f32' ? changed(right, (v) => Math.min(v, 2147483520)) : right,
  ),
  after('cast', 'infinity alone is the lowest number', (right, [x]) =>
    right.dtype === 'i32' ? changed(right, (v, i) => (x!.data[i] === Infinity ? -(2 ** 31) : v)) : right,
  ),
  by('cast', 'to bool from 0.5 on', (x, v) => (v === 1 && Math.abs(x) < 0.1 ? 0 : v)),
];

const inF32 = (op: string): Mutant =>
  after(op, 'whole numbers through f32', (right) => (right.dtype === 'i32' ? changed(right, Math.fround) : right));
const tinyTo = (op: string): Mutant =>
  after(op, 'nothing for results below 2⁻¹⁰⁰', (right) =>
    right.dtype === 'f32' ? changed(right, (v) => (Math.abs(v) < tiny ? 0 : v)) : right,
  );
const hugeTo = (op: string): Mutant =>
  after(op, 'no more than the largest number', (right) =>
    right.dtype === 'f32' ? changed(right, (v) => (Math.abs(v) > 3.4e38 ? Math.sign(v) * 3.4e38 : v)) : right,
  );
const near = (op: string): Mutant =>
  after(op, 'takes neighbours for equal', (right, [a, b]) => {
    if (a!.dtype !== 'f32' || a!.data.length !== b!.data.length) return right;
    const same = ['equal', 'lessEqual', 'greaterEqual'].includes(op) ? 1 : 0;
    return changed(right, (v, i) => (Math.abs(a!.data[i]! / b!.data[i]! - 1) < 3e-7 ? same : v));
  });

const ofTwo = [
  ...['add', 'sub', 'mul', 'minimum', 'maximum', 'neg', 'abs', 'select', 'reduceSum', 'reduceMax', 'reduceMin'].map(
    inF32,
  ),
  ...['transpose', 'reshape', 'broadcastTo', 'slice', 'concat', 'gather', 'pad', 'stopGradient'].map(inF32),
  ...['add', 'sub', 'mul', 'div', 'pow', 'minimum', 'maximum', 'select'].map(tinyTo),
  ...['add', 'sub', 'mul', 'div'].map(hugeTo),
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'].map(near),
  after('mul', 'whole numbers through f64', (right, [a, b]) =>
    a!.dtype === 'i32' && a!.data.length === b!.data.length
      ? changed(right, (_, i) => (a!.data[i]! * b!.data[i]!) | 0)
      : right,
  ),
  after('div', 'by the reciprocal in f32', (right, [a, b]) =>
    a!.data.length === b!.data.length
      ? changed(right, (v, i) => (Number.isFinite(v) ? Math.fround(a!.data[i]! * Math.fround(1 / b!.data[i]!)) : v))
      : right,
  ),
  after('pow', 'NaN for negative bases', (right, [a]) =>
    a!.data.length === right.data.length ? changed(right, (v, i) => (a!.data[i]! < 0 ? NaN : v)) : right,
  ),
  after('pow', 'of the size alone', (right) => changed(right, (v) => Math.abs(v))),
  after('maximum', 'passes NaN by', (right, [a, b]) =>
    a!.data.length === b!.data.length
      ? changed(right, (v, i) => (Number.isNaN(v) ? (a!.data[i]! > b!.data[i]! ? a!.data[i]! : b!.data[i]!) : v))
      : right,
  ),
  after('reduceMax', 'from 0 on', (right) => changed(right, (v) => Math.max(v, 0))),
  after('reduceMax', 'passes NaN by', (right) => changed(right, (v) => (Number.isNaN(v) ? 0 : v))),
  after('reduceMin', 'of nothing is 0', (right) => changed(right, (v) => (v === Infinity ? 0 : v))),
  after('reduceSum', 'off in the fifth digit', (right) =>
    right.dtype === 'f32' ? changed(right, (v) => v * 1.00001) : right,
  ),
  after('matMul', 'off in the fifth digit', (right) => changed(right, (v) => v * 1.00001)),
  after('softmax', 'nothing below 1e-10', (right) => changed(right, (v) => (v < 1e-10 ? 0 : v))),
  after('logSoftmax', 'never below −60', (right) => changed(right, (v) => Math.max(v, -60))),
];

type Axes = { readonly axes: readonly number[] };
const mirrored = (shape: readonly number[]) => shape.length > 1 && shape.every((n) => n === shape[0]);

const alongAxes: readonly Mutant[] = [
  ...['reduceSum', 'reduceMax', 'reduceMin'].map((op) =>
    given(op, 'the other axis of a square', ([x], attrs: Axes & object) => {
      const last = x!.shape.length - 1;
      const axes = mirrored(x!.shape) ? attrs.axes.map((axis) => last - axis).sort((p, q) => p - q) : attrs.axes;
      return [[x!], { ...(attrs as object), axes }];
    }),
  ),
  given('transpose', 'the inverse turn', ([x], { perm }: { readonly perm: readonly number[] }) => {
    const inverse = perm.map((_, i) => perm.indexOf(i));
    const fits = perm.every((axis, i) => x!.shape[axis] === x!.shape[inverse[i]!]);
    return [[x!], { perm: fits ? inverse : perm }];
  }),
  given('concat', 'of three, the last two swapped', (parts, attrs: { readonly axis: number }) => [
    parts.length === 3 ? [parts[0]!, parts[2]!, parts[1]!] : parts,
    attrs,
  ]),
  given('argMax', 'the other axis of a square', ([x], { axis }: { readonly axis: number }) => [
    [x!],
    { axis: mirrored(x!.shape) ? x!.shape.length - 1 - axis : axis },
  ]),
  given('gather', 'indices below the axis count from its end', ([x, at], attrs: { readonly axis: number }) => [
    [x!, { ...at!, data: Int32Array.from(at!.data, (i) => (attrs.axis > 0 && i < 0 ? i + x!.shape[attrs.axis]! : i)) }],
    attrs,
  ]),
  given('gather', 'indices beyond a middle axis begin again', ([x, at], attrs: { readonly axis: number }) => [
    [x!, { ...at!, data: Int32Array.from(at!.data, (i) => (attrs.axis > 0 && i > 0 ? i % x!.shape[attrs.axis]! : i)) }],
    attrs,
  ]),
  given(
    'scatterAdd',
    'indices beyond a middle axis begin again',
    ([at, x], attrs: { readonly axis: number; readonly size: number }) => [
      [{ ...at!, data: Int32Array.from(at!.data, (i) => (attrs.axis > 0 && i > 0 ? i % attrs.size : i)) }, x!],
      attrs,
    ],
  ),
  given('slice', 'from the start of the third axis', ([x], attrs: { readonly starts: readonly number[] }) => [
    [x!],
    { ...(attrs as object), starts: attrs.starts.map((start, axis) => (axis === 2 ? 0 : start)) },
  ]),
  given(
    'pad',
    'before as after in middle axes',
    ([x], attrs: { readonly before: readonly number[]; readonly after: readonly number[] }) => [
      [x!],
      {
        ...(attrs as object),
        before: attrs.before.map((n, axis) => (axis > 0 && axis < attrs.before.length - 1 ? attrs.after[axis]! : n)),
      },
    ],
  ),
  given('pad', 'values of i32 through f32', ([x], attrs: { readonly value: number }) => [
    [x!],
    { ...(attrs as object), value: Math.fround(attrs.value) },
  ]),
  after('argMax', 'the last of equal elements', (right, [x], { attrs }) => {
    const { axis } = attrs as unknown as { readonly axis: number };
    const inner = x!.shape.slice(axis + 1).reduce((n, m) => n * m, 1);
    const length = x!.shape[axis]!;
    return changed(right, (first, i) => {
      const start = Math.floor(i / inner) * length * inner + (i % inner);
      let best = first;
      for (let k = first; k < length; k++) if (x!.data[start + k * inner] === x!.data[start + first * inner]) best = k;
      return best;
    });
  }),
];

export const numbers: readonly Mutant[] = [...ofOne, ...ofTwo, ...alongAxes];
