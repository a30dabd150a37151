/** NaN of either sign goes through every op as the interpreter says, on every backend. */
import { Constant, Dense, Model, type Backend, type Tensor } from '@bernoulli/api';
import { GraphBuilder, ops, type Graph, type OpName, type Ref, type TensorData, type Values } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { backends, cpuBuilds } from './backends.ts';
import { bits } from './nets.ts';

/** 0·∞ is 0xffc00000 on x86, so a NaN that arises has its sign set more often than not. */
const nans = [0x7fc00000, 0xffc00000, 0x7fffffff, 0xffffffff];
const numbers = [1.5, -2, 0, 0.25, -0.5, 7];

/** Each NaN among numbers, at another place of a vector of four each time, and numbers alone. */
const SIZE = 37;
const bitsAt = (i: number): number => (i % 7 === 3 ? nans[Math.floor(i / 7) % nans.length]! : toBits(numbers[i % 6]!));

function toBits(x: number): number {
  return new Uint32Array(Float32Array.of(x).buffer)[0]!;
}

/** From bits, as a number may lose them on its way. */
function floats(shape: readonly number[], bits: (i: number) => number): TensorData {
  const size = shape.reduce((m, n) => m * n, 1);
  return { dtype: 'f32', shape, data: new Float32Array(Uint32Array.from({ length: size }, (_, i) => bits(i)).buffer) };
}

const inputs: Values = {
  mixed: floats([SIZE], bitsAt),
  turned: floats([SIZE], (i) => bitsAt(SIZE - i)),
  square: floats([SIZE, SIZE], (i) => bitsAt(Math.floor(i / 3))),
  plain: floats([SIZE], (i) => toBits(numbers[i % 6]!)),
  positive: floats([], () => nans[0]!),
  negative: floats([], () => nans[1]!),
  one: floats([], () => toBits(1)),
  choices: { dtype: 'bool', shape: [SIZE], data: Uint8Array.from({ length: SIZE }, (_, i) => i % 2) },
};

type Write = (b: GraphBuilder, x: Readonly<Record<keyof typeof inputs, Ref>>) => Ref;

/** What stands beside a NaN, and on which side. */
const pairs: readonly [string, string][] = [
  ['mixed', 'turned'],
  ['mixed', 'square'],
  ['square', 'mixed'],
  ['mixed', 'plain'],
  ['plain', 'mixed'],
  ['mixed', 'one'],
  ['one', 'mixed'],
  ['plain', 'positive'],
  ['plain', 'negative'],
  ['negative', 'plain'],
];

/** Whether it is element-wise, and takes so many operands of f32. */
const takesFloats = (op: OpName, arity: number): boolean => {
  const operands = Array.from({ length: arity }, () => ({ dtype: 'f32', shape: [2] }) as const);
  try {
    return ops[op].kind === 'elementwise' && ops[op].arity === arity && ops[op].infer(operands, {} as never) !== null;
  } catch {
    return false;
  }
};
const elementwise = (Object.keys(ops) as OpName[]).filter((op) => op !== 'cast');

const programs: Readonly<Record<string, Write>> = Object.fromEntries<Write>([
  ...elementwise.filter((op) => takesFloats(op, 1)).map((op): [string, Write] => [op, unary(op)]),
  ...elementwise
    .filter((op) => takesFloats(op, 2))
    .flatMap((op) =>
      pairs
        .filter((pair) => op !== 'pow' || pair[0] !== 'one')
        .map((pair): [string, Write] => [`${op} of ${pair.join(' and ')}`, binary(op, pair)]),
    ),
  ...[0, 0.25, -2].flatMap((bound): [string, Write][] => [
    [`maximum with the constant ${bound}`, (b, x) => b.maximum(x['mixed']!, bound)],
    [`maximum of the constant ${bound}`, (b, x) => b.maximum(bound, x['mixed']!)],
    [`minimum with the constant ${bound}`, (b, x) => b.minimum(x['square']!, bound)],
    [`minimum of the constant ${bound}`, (b, x) => b.minimum(bound, x['square']!)],
  ]),
  ['clip', (b, x) => b.minimum(b.maximum(x['square']!, 0), 6)],
  ['select', (b, x) => b.select(x['choices']!, x['mixed']!, x['plain']!)],
  ['cast to bool', (b, x) => b.cast(x['mixed']!, 'bool')],
  ...(['reduceSum', 'reduceMax', 'reduceMin'] as const).flatMap((op): [string, Write][] => [
    [`${op} of rows`, (b, x) => b[op](x['square']!, [1])],
    [`${op} of columns`, (b, x) => b[op](x['square']!, [0])],
    [`${op} of all`, (b, x) => b[op](x['square']!)],
    [`${op} of one`, (b, x) => b[op](x['negative']!)],
  ]),
  ['softmax', (b, x) => b.softmax(x['square']!)],
  ['logSoftmax', (b, x) => b.logSoftmax(x['square']!)],
  ['matMul', (b, x) => b.matMul(x['square']!, x['square']!)],
  ['transpose', (b, x) => b.transpose(x['square']!, [1, 0])],
  // What an engine may make one kernel of.
  ...[false, true].flatMap((turned): [string, Write][] => [
    [`dense, transposed ${turned}`, (b, x) => b.add(product(b, x, turned), x['plain']!)],
    [`dense, transposed ${turned}, then relu`, (b, x) => b.maximum(b.add(product(b, x, turned), x['plain']!), 0)],
    [
      `dense, transposed ${turned}, a bias that is NaN, then relu`,
      (b, x) => b.maximum(b.add(product(b, x, turned), x['mixed']!), 0),
    ],
    [
      `dense, transposed ${turned}, then relu6`,
      (b, x) => b.minimum(b.maximum(b.add(product(b, x, turned), x['plain']!), 0), 6),
    ],
    [`dense, transposed ${turned}, then sigmoid`, (b, x) => b.sigmoid(b.add(product(b, x, turned), x['plain']!))],
    [`dense, transposed ${turned}, then tanh`, (b, x) => b.tanh(b.add(product(b, x, turned), x['plain']!))],
  ]),
]);

function unary(op: OpName): Write {
  return (b, x) => b.node(op, [x['mixed']!], {} as never);
}

function binary(op: OpName, [first, second]: readonly [string, string]): Write {
  return (b, x) => b.node(op, [x[first]!, x[second]!], {} as never);
}

function product(b: GraphBuilder, x: Readonly<Record<string, Ref>>, transposeA: boolean): Ref {
  return b.matMul(x['square']!, x['square']!, { transposeA });
}

function graphOf(write: Write): Graph {
  const b = new GraphBuilder();
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, b.input(name, dtype, shape)]),
  );
  return b.build({ outputs: { y: write(b, given) } });
}

/** Its hidden units are ∞ − ∞ where x is huge, with whatever sign the machine gives that; a rectifier that drops it hides it. */
class Overflowing extends Model {
  readonly dense1 = new Dense({ units: 8, kernelInitializer: new Constant({ value: 1 }) });
  readonly dense2 = new Dense({ units: 1 });

  call(x: Tensor): Tensor {
    const hidden = this.dense1.apply(x);
    const large = hidden.mul(1e38);
    return this.dense2.apply(hidden.add(large.sub(large)).relu());
  }
}

describe('a model whose hidden units are NaN', () => {
  it.each(Object.keys(backends))('is refused by %s, and its weights stay', async (name) => {
    const model = new Overflowing();
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 0, backend: backends[name]!() });
    model.buildFor([1]);
    const before = bits(await model.getWeights());
    await expect(model.trainOnBatch([[10], [1]], [[1], [2]])).rejects.toMatchObject({ code: 'NON_FINITE' });
    expect(bits(await model.getWeights())).toEqual(before);
    await model.trainOnBatch([[2], [1]], [[1], [2]]);
    expect(bits(await model.getWeights())).not.toEqual(before);
    await model.dispose();
  });
});

describe.each(Object.entries({ ...backends, ...cpuBuilds }))('%s', (_, make) => {
  const backend = make();

  it.each(Object.entries(programs))('%s', async (_, write) => {
    const graph = graphOf(write);
    expect(isNaNs((await run(backend, graph))['y']!)).toEqual(isNaNs(interpret(graph, inputs).outputs['y']!));
  });
});

async function run(backend: Backend, graph: Graph): Promise<Values> {
  const executable = await backend.compile(graph);
  const outputs = await executable.run(inputs);
  await executable.dispose();
  return outputs;
}

/** What is NaN; for answers, the answers. */
function isNaNs({ dtype, data }: { readonly dtype: string; readonly data: ArrayLike<number> }): number[] {
  return Array.from(data, (x) => (dtype === 'bool' ? x : +Number.isNaN(x)));
}
