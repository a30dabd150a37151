/** The cases are code too: they agree with the ops' own rules, and leave nothing out. */
import { opNames, ops, sizeOf, type OpAttrs, type OpName, type TensorType } from '@bernoulli/api/ir';
import {
  caseNames,
  cases,
  tolerances,
  toJson,
  type CaseArray,
  type GradientCase,
  type ValueCase,
} from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { shapesOf } from '../src/sweeps/shapes.ts';

interface Row {
  readonly op: OpName;
  readonly values: readonly ValueCase[];
  readonly gradients: readonly GradientCase[];
}

/** Cases by rule make their numbers whenever they are asked for them: here once. */
const rows = opNames.map(
  (op) => ({ op, ...cases[op], values: cases[op].values.map((c) => ({ ...c })) }) as unknown as Row,
);

function arrays(row: Row): readonly CaseArray[] {
  return [
    ...row.values.flatMap((c) => [...c.inputs, c.output]),
    ...row.gradients.flatMap((c) => [...c.inputs, c.upstream, ...c.gradients]),
  ];
}

/** Input operands as the op sees them: `input` and the like take none. */
function operands(op: OpName, c: ValueCase | GradientCase): readonly TensorType[] {
  return ops[op].arity === 0 ? [] : c.inputs;
}

function inferred(op: OpName, c: ValueCase | GradientCase): TensorType {
  const infer = ops[op].infer as (inputs: readonly TensorType[], attrs: OpAttrs<OpName>) => TensorType;
  return infer(operands(op, c), c.attrs);
}

describe('names', () => {
  it('are unique', () => {
    const names = caseNames();
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
  it('start with their op or with journeys', () => {
    const heads = new Set<string>([...opNames, 'journeys']);
    expect(caseNames().filter((name) => !heads.has(name.split('/')[0]!))).toEqual([]);
  });
});

describe.each(rows)('$op', (row) => {
  const { op, values, gradients } = row;
  const kinds = new Set(values.map((c) => c.kind));

  it('has an ordinary case, a corner, one without elements and a large one', () => {
    expect(['plain', 'edge', 'empty', 'large'].filter((kind) => !kinds.has(kind as never))).toEqual([]);
  });
  it('has a gradient case where a gradient flows', () => {
    if (ops[op].gradient !== null) expect(gradients.length).toBeGreaterThan(0);
    expect(gradients.length > 0).toBe(tolerances[op].gradient !== null);
  });
  it('expects what the shape rule says', () => {
    for (const c of values) {
      const { dtype, shape } = inferred(op, c);
      expect({ name: c.name, dtype: c.output.dtype, shape: c.output.shape }).toEqual({ name: c.name, dtype, shape });
    }
    for (const c of gradients) {
      const { dtype, shape } = inferred(op, c);
      expect({ name: c.name, dtype: 'f32', shape: c.upstream.shape }).toEqual({ name: c.name, dtype, shape });
      expect(c.gradients.map((g) => g.shape)).toEqual(c.wrt.map((i) => c.inputs[i]!.shape));
    }
  });
  it('holds as many elements as its shapes say', () => {
    expect(arrays(row).map(({ data }) => data.length)).toEqual(arrays(row).map(({ shape }) => sizeOf(shape)));
  });
  it('has inputs that their dtype holds exactly', () => {
    const exact = { f32: Math.fround, i32: (v: number) => v | 0, bool: (v: number) => (v ? 1 : 0) };
    const inputs = [...values.flatMap((c) => c.inputs), ...gradients.flatMap((c) => [...c.inputs, c.upstream])];
    const inexact = inputs.flatMap(({ dtype, data }) => data.filter((v) => !Object.is(exact[dtype](v), v) && v !== 0));
    expect(inexact).toEqual([]);
  });
  it('gives a reason for each tolerance', () => {
    const given = [tolerances[op].value, tolerances[op].gradient, ...values.map((c) => c.tolerance)];
    expect(given.filter((tolerance) => tolerance && tolerance.reason.length <= 10)).toEqual([]);
  });
});

const floats = ({ values }: Row) => values.filter((c) => c.inputs.some((x) => x.dtype === 'f32'));

it.each(rows.filter((row) => floats(row).length > 0))('$op has NaN and infinities, as it computes on f32', (row) => {
  const special = floats(row).some((c) => c.inputs.some((x) => x.data.some((v) => !Number.isFinite(v))));
  expect(special).toBe(true);
});

/** Whether the op of a row, which has a case on f32, takes other operands as well. */
function takes({ op, values }: Row, dtype: 'i32' | 'bool'): boolean {
  const [c] = values.filter((v) => v.kind === 'plain' && v.inputs.length > 0);
  if (c === undefined || c.inputs.some((x) => x.dtype !== 'f32')) return false;
  try {
    ops[op].infer(c.inputs.map((x) => ({ dtype, shape: x.shape })) as never, c.attrs as never);
    return true;
  } catch {
    return false;
  }
}

describe.each(['i32', 'bool'] as const)('%s', (dtype) => {
  it.each(rows.filter((row) => takes(row, dtype)))('is in a case of $op, as it takes it', ({ values }) => {
    expect(values.filter((c) => c.inputs.some((x) => x.dtype === dtype)).length).toBeGreaterThan(0);
  });
});

/** Ranks of the operands, or of the result where there are none of that kind. */
function ranks({ op, values }: Row): ReadonlySet<number> {
  const shapes = values.flatMap((c) => [c.output.shape, ...(op === 'uniform' ? [] : c.inputs.map((x) => x.shape))]);
  return new Set(shapes.map((shape) => shape.length));
}

const convolutions = new Set<OpName>(['conv', 'convInput', 'convKernel']);
const shaped = rows.filter(({ op }) => !['input', 'constant'].includes(op) && ops[op].kind !== ('control' as never));

it.each(shaped)('$op has cases of rank 3, 4 and, where it takes them, 6', (row) => {
  const found = ranks(row);
  const wanted = convolutions.has(row.op) ? [3, 4, 5] : row.op === 'matMul' ? [2, 3, 4, 5] : [3, 4, 6];
  expect(wanted.filter((rank) => !found.has(rank))).toEqual([]);
});

it.each(shaped)('$op has a case of more than 20,000 elements', ({ values }) => {
  const sizes = values.flatMap((c) => [c.output, ...c.inputs].map(({ shape }) => sizeOf(shape)));
  expect(Math.max(...sizes)).toBeGreaterThan(20_000);
});

describe('randomness', () => {
  it('is compared to the bit', () => {
    expect(tolerances.uniform.value).toMatchObject({ ulp: 0, bits: true });
    expect(cases.uniform.values.filter((c) => c.tolerance !== undefined)).toEqual([]);
  });
});

describe('toJson', () => {
  const json = toJson();
  const text = JSON.stringify(json);
  it('survives a round trip', () => expect(JSON.stringify(JSON.parse(text)) === text).toBe(true));
  it('has every case of every op', () => {
    const named = new Set(json.cases.map((c) => c.name));
    const many = new Set(
      rows.flatMap(({ op, values }) =>
        values
          .filter((c) => [...c.inputs, c.output].some(({ data }) => data.length > 10_000))
          .map((c) => `${op}/${c.name}`),
      ),
    );
    const wanted = rows.flatMap(({ op, values, gradients }) => [
      ...values.map(({ name }) => `${op}/${name}`),
      ...gradients.map(({ name }) => `${op}/gradient/${name}`),
      ...shapesOf(op).map(({ name }) => `${op}/shapes/${name}`),
    ]);
    const missing = wanted.filter((name) => !named.has(name));
    expect(missing.filter((n) => !many.has(n))).toEqual([]);
    expect(missing.length).toBeLessThan(60);
  });
  it('writes what JSON cannot as strings', () => {
    const special = json.cases.find((c) => c.name === 'neg/special values')!;
    expect(special.inputs[0]!.data).toEqual(['NaN', 'Infinity', '-Infinity', '-0', 0]);
    const padded = json.cases.find((c) => c.name === 'pad/with minus infinity')!;
    expect(padded.attrs['value']).toBe('-Infinity');
  });
});
