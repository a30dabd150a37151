/** What the definitions say of each op, held against what the interpreter computes. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from './builder.ts';
import { arrayFrom, type DType } from './dtype.ts';
import type { Node } from './graph.ts';
import { interpret } from './interpret/index.ts';
import type { Expansion } from './op.ts';
import { opNames, ops, type OpName } from './ops/index.ts';

const moderate = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, -0.3, 0.7, 3.9, -4.2, 1e-8, -1e-20, 10, -12, 90, -100];
const large = [2 ** 24 + 2, -(2 ** 31), 2 ** 31 - 1, 1e20, 3e38, -3e38];
const awkward = [...moderate, ...large, NaN, Infinity, -Infinity];
const integers = [0, 1, -1, 7, -8, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)];
const valuesOf = { f32: awkward, i32: integers, bool: [0, 1] } as const;

/** Constants that meet in every combination. */
function grid(b: GraphBuilder, lists: readonly (readonly number[])[], dtypes: readonly DType[]): Ref[] {
  const size = lists.reduce((n, list) => n * list.length, 1);
  let run = size;
  return lists.map((list, i) => {
    run /= list.length;
    const values = Array.from({ length: size }, (_, k) => list[Math.floor(k / run) % list.length]!);
    return b.constant(arrayFrom(dtypes[i]!, values));
  });
}

/** The operands' dtypes that an element-wise op takes. */
function signatures(op: OpName): DType[][] {
  const { arity, infer } = ops[op] as { arity: number; infer: (...x: unknown[]) => unknown };
  const dtypes: DType[] = ['f32', 'i32', 'bool'];
  const all = dtypes.flatMap((d) => [
    Array<DType>(arity).fill(d),
    ['bool' as const, ...Array<DType>(arity - 1).fill(d)],
  ]);
  const accepted = all.filter((signature) => {
    try {
      return infer(
        signature.map((dtype) => ({ dtype, shape: [] })),
        {},
      );
    } catch {
      return false;
    }
  });
  return [...new Map(accepted.map((s) => [s.join(), s])).values()];
}

type Sample = (b: GraphBuilder) => Ref;
type Operands = (dtypes: readonly DType[]) => readonly (readonly number[])[];
const everything: Operands = (dtypes) => dtypes.map((d) => valuesOf[d]);

/** An element-wise op on everything that may be awkward. */
function elementwise(op: OpName, operands: Operands = everything): Sample[] {
  if (op === 'cast') return (['f32', 'i32', 'bool'] as const).map((to) => (b) => castOf(b, operands, to));
  return signatures(op).map((s) => (b) => b.node(op, grid(b, operands(s), s), {} as never));
}

function castOf(b: GraphBuilder, operands: Operands, dtype: DType): Ref {
  return b.node('cast', grid(b, operands(['f32']), ['f32']), { dtype });
}

const f = (b: GraphBuilder, ...values: number[]): Ref => b.constant(Float32Array.from(values));
const rows = (b: GraphBuilder, ...values: number[]): Ref =>
  b.constant(Float32Array.from(values), [values.length / 3, 3]);
const numbers = (b: GraphBuilder): Ref =>
  rows(b, 1, 2, 3, NaN, 0, 1, -0, -5, 0, -Infinity, 1, 2, 9, Infinity, 9, 900, 0, -900);
const i32Rows = (b: GraphBuilder): Ref => b.constant(Int32Array.of(-(2 ** 31), 5, 2 ** 31 - 1, 7, 7, -3), [2, 3]);

const image = (b: GraphBuilder, shape: readonly number[], values: readonly number[]): Ref =>
  b.constant(
    Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => values[i % values.length]!),
    shape,
  );
const window = { strides: [2, 1], dilations: [1, 2], before: [1, 0], after: [0, 2], groups: 2 };

/** Sums of what came so far, NaN and infinities among them, and each times the sum of all. */
const sums = (b: GraphBuilder, reverse = false): ReturnType<GraphBuilder['scan']> =>
  b.scan({
    init: [f(b, 1, -2, 0)],
    xs: [numbers(b)],
    reverse,
    step: ([sum], [x]) => [b.add(sum!, x!), b.mul(x!, b.reduceSum(numbers(b)))],
  });

/** Ops with attributes that have an expansion. */
const samples: { readonly [O in OpName]?: readonly Sample[] } = {
  conv: [
    (b) =>
      b.conv(image(b, [1, 4, 5, 2], [1, -2, 0.5, NaN, 3, Infinity, -7]), image(b, [2, 2, 1, 4], [1, 2, -3]), window),
    (b) => b.conv(image(b, [0, 4, 5, 2], [1]), image(b, [2, 2, 1, 4], [1, 2, -3]), window),
  ],
  convInput: [
    (b) =>
      b.convInput(image(b, [1, 2, 5, 4], [1, -2, NaN, 0.5, 3, -7]), image(b, [2, 2, 1, 4], [1, 2, -3]), {
        ...window,
        size: [4, 5],
      }),
  ],
  convKernel: [
    (b) =>
      b.convKernel(image(b, [1, 4, 5, 2], [1, -2, NaN, 0.5, 3, -7]), image(b, [1, 2, 5, 4], [1, 2, -3]), {
        ...window,
        size: [2, 2],
      }),
  ],
  iota: [(b) => b.iota([2, 3, 2], 1), (b) => b.iota([0, 3], 0), (b) => b.iota([4], 0)],
  reduceMin: [
    (b) => b.reduceMin(numbers(b), [1]),
    (b) => b.reduceMin(numbers(b), [0], true),
    (b) => b.reduceMin(i32Rows(b), [0]),
    (b) => b.reduceMin(i32Rows(b)),
    (b) => b.reduceMin(b.constant(new Int32Array(0), [2, 0]), [1]),
    (b) => b.reduceMin(b.constant(new Float32Array(0), [2, 0]), [1]),
  ],
  argMax: [
    (b) => b.argMax(rows(b, 1, 3, 3, -Infinity, -Infinity, -Infinity, 0, -0, 0), 1),
    (b) => b.argMax(i32Rows(b), 0),
    (b) => b.argMax(rows(b), 1),
  ],
  softmax: [(b) => b.softmax(numbers(b)), (b) => b.softmax(b.constant(new Float32Array(0), [3, 0]))],
  logSoftmax: [(b) => b.logSoftmax(numbers(b)), (b) => b.logSoftmax(b.constant(new Float32Array(0), [0, 3]))],
  scan: [
    (b) => sums(b).last(0),
    (b) => sums(b).all(0),
    (b) => sums(b).all(1),
    (b) => sums(b, true).last(0),
    (b) => sums(b, true).all(1),
    (b) => b.scan({ init: [b.scalar(1, 'i32')], xs: [], length: 40, step: ([n]) => [b.mul(n!, 3)] }).all(0),
  ],
  concat: [
    (b) => b.concat([numbers(b), rows(b, -0, 0, NaN)], 0),
    (b) => b.concat([i32Rows(b), i32Rows(b), b.constant(new Int32Array(0), [2, 0])], 1),
    (b) => b.concat([b.less(f(b, 1, 2), 2), b.less(f(b, 3, 0), 2)], 0),
    (b) => b.concat([numbers(b)], 0),
  ],
};

function samplesOf(op: OpName): readonly Sample[] {
  return ops[op].kind === 'elementwise' && op !== 'select' ? elementwise(op) : (samples[op] ?? []);
}

/** Writes the expansion of a node once, behind it. */
function expanded(b: GraphBuilder, { id }: Ref): Ref {
  const node: Node = b.at(id);
  const expand = ops[node.op].expand as Expansion<unknown>;
  return expand({ b, inputs: node.inputs.map((i) => b.ref(i)), attrs: node.attrs });
}

function evaluate(b: GraphBuilder, outputs: Readonly<Record<string, Ref>>): Record<string, readonly number[]> {
  const { outputs: got } = interpret(b.build({ outputs }), {});
  return Object.fromEntries(Object.entries(got).map(([name, { data }]) => [name, [...data]]));
}

const expanding = opNames.filter((op) => ops[op].expand !== null);

/** Those whose expansion is another formula, and how far it may be off, as a part of the value. */
const approximate: { readonly [O in OpName]?: number } = { tanh: 1.5e-7, erf: 2e-7, sigmoid: 1e-15, log1p: 1e-15 };
/** Where engines differ in the sign of zero too. */
const unsigned: ReadonlySet<OpName> = new Set<OpName>(['minimum', 'maximum']);

describe.each(expanding)('the expansion of %s', (op) => {
  it('has samples', () => expect(samplesOf(op).length).toBeGreaterThan(0));

  it('means what the op means', () => {
    for (const sample of samplesOf(op)) {
      const b = new GraphBuilder();
      const want = sample(b);
      const got = expanded(b, want);
      expect(got).toMatchObject({ dtype: want.dtype, shape: want.shape });
      const values = evaluate(b, { want, got });
      const differ = values['want']!.flatMap((x, i) => {
        const y = values['got']![i]!;
        const near = Math.abs(x - y) <= (approximate[op] ?? 0) * Math.abs(x);
        return Object.is(x, y) || (near && (x !== 0 || unsigned.has(op))) ? [] : [`${i}: ${y} for ${x}`];
      });
      expect(differ).toEqual([]);
    }
  });
});

it('expansions come to an end', () => {
  const uses = new Map<OpName, ReadonlySet<OpName>>();
  for (const op of expanding) {
    const used = new Set<OpName>();
    for (const sample of samplesOf(op)) {
      const b = new GraphBuilder();
      const node = sample(b);
      expanded(b, node);
      for (let id = node.id + 1; id < b.size; id++) used.add(b.at(id).op);
    }
    uses.set(op, used);
  }
  const visit = (op: OpName, path: readonly OpName[]): void => {
    expect([...path, op].filter((step) => step === op).length, [...path, op].join(' → ')).toBe(1);
    for (const next of uses.get(op) ?? []) visit(next, [...path, op]);
  };
  for (const op of expanding) visit(op, []);
});

describe.each(opNames.filter((op) => ops[op].kind === 'elementwise'))('what is said of %s', (op) => {
  const { zeros, finite } = ops[op];
  const results = (operands: Operands): number[] =>
    elementwise(op, operands).flatMap((sample) => {
      const b = new GraphBuilder();
      return [...Float32Array.from(evaluate(b, { y: sample(b) })['y']!)];
    });
  const only = (list: readonly number[], d: DType): readonly number[] => (d === 'f32' ? list : valuesOf[d]);
  const finiteValues = [...moderate, ...large];

  it('is so of zeros', () => {
    const allZero = (values: readonly number[]): boolean => values.every((x) => x === 0);
    const keeps = allZero(results((dtypes) => dtypes.map(() => [0])));
    const absorbs = (at: number): boolean =>
      allZero(results((dtypes) => dtypes.map((d, i) => (i === at ? [0] : only(finiteValues, d)))));
    const positions = [...Array(ops[op].arity).keys()];
    const absorbing = positions.length > 1 && positions.every(absorbs);
    expect(zeros).toBe(absorbing ? 'absorbs' : keeps ? 'keeps' : 'none');
  });

  it('is so of finite operands', () => {
    const allFinite = (list: readonly number[]): boolean =>
      results((dtypes) => dtypes.map((d) => only(list, d))).every(Number.isFinite);
    expect(finite).toBe(allFinite(finiteValues) ? 'always' : allFinite(moderate) ? 'in-range' : 'none');
  });
});
