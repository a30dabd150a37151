/** Backends that differ from the interpreter as engines do, and are right all the same. */
import { ops, type Backend, type OpName } from '@bernoulli/api/ir';
import type { Value } from '@bernoulli/api/ir/interpret';
import { honest, withKernels, wrapped, type AnyKernel } from './mutant.ts';

/** Every kernel, its result changed. */
function every(
  change: (value: Value, op: OpName) => Value,
  before: (value: Value, op: OpName) => Value = (value) => value,
): Backend {
  return withKernels(
    Object.fromEntries(
      Object.entries(honest).map(([op, kernel]) => [
        op,
        ((inputs, context) =>
          change(
            kernel(
              inputs.map((x) => before(x, op as OpName)),
              context,
            ),
            op as OpName,
          )) as AnyKernel,
      ]),
    ),
  );
}

function each(value: Value, f: (v: number) => number): Value {
  if (value.dtype !== 'f32') return value;
  return { ...value, data: value.data.map(f) as Float64Array };
}

const flushed = (v: number): number => (Math.abs(v) < 2 ** -126 ? Math.sign(v) / Infinity : v);
const moves = (op: OpName): boolean =>
  ops[op].kind === 'movement' || ['select', 'stopGradient', 'neg', 'abs'].includes(op);

/** A sum in `f32`, from the last term to the first. */
const backwards: AnyKernel = ([x], context) => {
  if (x!.dtype === 'i32') return honest['reduceSum']!([x!], context);
  const { axes } = context.attrs as unknown as { readonly axes: readonly number[] };
  const strides = (shape: readonly number[]): number[] =>
    shape.map((_, i) => shape.slice(i + 1).reduce((n, m) => n * m, 1));
  const kept = strides(x!.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
  const own = strides(x!.shape);
  const data = new Float64Array(context.type.shape.reduce((n, m) => n * m, 1));
  for (let i = x!.data.length - 1; i >= 0; i--) {
    const at = own.reduce(
      (sum, stride, axis) => sum + (axes.includes(axis) ? 0 : (Math.floor(i / stride) % x!.shape[axis]!) * kept[axis]!),
      0,
    );
    data[at] = Math.fround(data[at]! + x!.data[i]!);
  }
  return { ...context.type, data };
};

const pairwise = (terms: readonly number[]): number => {
  if (terms.length === 1) return terms[0]!;
  const half = terms.length >> 1;
  return Math.fround(pairwise(terms.slice(0, half)) + pairwise(terms.slice(half)));
};

const f32 = Math.fround;
const ofRows =
  (row: (x: readonly number[]) => readonly number[]): AnyKernel =>
  ([x], { type }) => {
    const n = type.shape.at(-1)!;
    const data = new Float64Array(x!.data.length);
    for (let at = 0; at < data.length; at += n) data.set(row([...x!.data.subarray(at, at + n)]), at);
    return { ...type, data };
  };
const largest = (x: readonly number[]): number => x.reduce((a, b) => Math.max(a, b), -Infinity);

export const legal: Readonly<Record<string, () => Backend>> = {
  'every result rounded to f32': () => every((value) => each(value, f32)),
  'subnormal numbers flushed wherever something is computed': () =>
    every(
      (value, op) => (moves(op) ? value : each(value, (v) => flushed(f32(v)))),
      (value, op) => (moves(op) ? value : each(value, flushed)),
    ),
  'sums in f32, backwards': () => withKernels({ reduceSum: backwards }),
  'softmax in f32, sums in pairs': () =>
    withKernels({
      softmax: ofRows((x) => {
        const top = largest(x);
        const powers = x.map((v) => f32(Math.exp(f32(v - top))));
        const sum = powers.length === 0 ? 1 : pairwise(powers);
        return powers.map((v) => f32(v / sum));
      }),
      logSoftmax: ofRows((x) => {
        const top = largest(x);
        const sum = x.length === 0 ? 1 : pairwise(x.map((v) => f32(Math.exp(f32(v - top)))));
        const log = f32(Math.log(sum));
        return x.map((v) => f32(f32(v - top) - log));
      }),
    }),
  'functions one step off': () =>
    withKernels(
      Object.fromEntries(
        ['exp', 'log', 'log1p', 'tanh', 'sigmoid', 'erf', 'sin', 'cos', 'pow'].map((op) => [
          op,
          ((inputs, context) =>
            each(honest[op]!(inputs, context), (v) =>
              v === 0 || Math.abs(v) === 1 ? v : f32(v * (1 + 2 ** -24)),
            )) as AnyKernel,
        ]),
      ),
    ),
  'every call answered later': () =>
    wrapped((executable) => {
      let turn: Promise<unknown> = Promise.resolve();
      const later = <T>(call: () => Promise<T>): Promise<T> => {
        const next = turn.then(() => new Promise((done) => setTimeout(done, 0))).then(call);
        turn = next.catch(() => {});
        return next;
      };
      return {
        run: (inputs) => later(() => executable.run(inputs)),
        readState: (name) => later(() => executable.readState(name)),
        writeState: (name, value) => later(() => executable.writeState(name, value)),
      };
    }),
};
