/** Reads the reference figures in `<repo>/../shared/oracles`, and compares against them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arrayFrom, GraphBuilder, type DType, type Ref, type Shape, type TensorData } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { simplify } from '../src/ir/analysis/simplify/simplify.ts';
import { Tensor } from '../src/tracing/tensor.ts';

const folder = new URL('../../../../shared/oracles/', import.meta.url);

/** An array as the files hold it. */
export interface Encoded {
  readonly dtype: string;
  readonly shape: Shape;
  readonly data: readonly number[];
}

/** Tests against one file. Where it is absent they are left out, and one skipped test says so. */
export function describeOracle<T>(file: string, tests: (content: T) => void): void {
  const url = new URL(file, folder);
  const present = existsSync(url);
  const run = present ? () => tests(JSON.parse(readFileSync(url, 'utf8')) as T) : () => undefined;
  describe(`oracle ${file}`, () => {
    it.skipIf(!present)(`is in ../shared/oracles beside the repository`, () => expect(present).toBe(true));
    run();
  });
}

const dtypes: Readonly<Record<string, DType>> = {
  float32: 'f32',
  float64: 'f32',
  int32: 'i32',
  int64: 'i32',
  bool: 'bool',
};

/** A bare number is a scalar. */
export function decode(value: Encoded | number): TensorData {
  if (typeof value === 'number') return { dtype: 'f32', shape: [], data: Float32Array.of(value) };
  const dtype = dtypes[value.dtype];
  if (dtype === undefined) throw new Error(`the oracle holds ${value.dtype}, which has no dtype here`);
  return { dtype, shape: value.shape, data: arrayFrom(dtype, value.data) };
}

/** |got − want| ≤ tol · (1 + |want|) for every element; NaN and infinities must be equal. */
export function expectClose(
  got: ArrayLike<number> | number,
  want: Encoded | ArrayLike<number> | number,
  tol: number,
  label = '',
): void {
  const gotten = typeof got === 'number' ? [got] : Array.from(got);
  const wanted = typeof want === 'number' ? [want] : Array.from('dtype' in want ? want.data : want);
  expect(gotten.length, `${label}: number of elements`).toBe(wanted.length);
  gotten.forEach((g, i) => {
    const w = wanted[i]!;
    const close = Object.is(g, w) || (Number.isFinite(w) && Math.abs(g - w) <= tol * (1 + Math.abs(w)));
    if (!close) expect.fail(`${label}[${i}]: got ${g}, want ${w} within ${tol} · (1 + |want|)`);
  });
}

const camel = (text: string): string => text.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A Keras config in our spelling: keys, and texts such as `sum_over_batch_size`. */
export function fromKeras(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [camel(key), typeof value === 'string' ? camel(value) : value]),
  );
}

/** The tensors that stand for the arrays while a graph is written. */
export type Symbols<K extends string> = Readonly<Record<K, Tensor>>;

/**
 * Writes a graph over inputs of these types and runs it on the interpreter, as written and simplified, which must agree.
 * Returns the outputs as written.
 */
export function evaluate<K extends string>(
  inputs: Readonly<Record<K, TensorData>>,
  write: (symbols: Symbols<K>, b: GraphBuilder) => Readonly<Record<string, Tensor | Ref>>,
): Record<string, ArrayLike<number> & { readonly shape: Shape }> {
  const b = new GraphBuilder();
  const entries = Object.entries(inputs) as [K, TensorData][];
  const symbols = Object.fromEntries(
    entries.map(([name, { dtype, shape }]) => [name, new Tensor(b, b.input(name, dtype, shape))]),
  ) as unknown as Symbols<K>;
  const outputs = Object.entries(write(symbols, b)).map(([name, x]) => [name, x instanceof Tensor ? x.ref : x]);
  const graph = b.build({ outputs: Object.fromEntries(outputs) as Record<string, Ref> });
  const asWritten = interpret(graph, inputs).outputs;
  const simplified = interpret(simplify(graph), inputs).outputs;
  // Folded constants are rounded to f32; nothing else may differ.
  for (const [name, { data }] of Object.entries(asWritten))
    expectClose(simplified[name]!.data, data, 1e-6, `simplified ${name}`);
  return Object.fromEntries(
    Object.entries(asWritten).map(([name, { data, shape }]) => [name, Object.assign(data, { shape })]),
  );
}
