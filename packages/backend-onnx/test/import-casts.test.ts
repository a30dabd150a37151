/** Casts to small floats and whole numbers: what the bits of a kind mean, and that a cast goes to the nearest of its numbers. */
import { SGD } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { elementTypes, elementTypeOf, type ElementType } from '../src/proto/element-type.ts';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType } from '../src/proto/messages.ts';
import { floatFormats, floatOfBits, type SmallFloat } from '../src/proto/small-float.ts';
import { numbersOf } from '../src/proto/stored-tensor.ts';
import { runOne } from './one-node.ts';

const numbers: Record<SmallFloat, number> = {
  float16: 10,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  float4e2m1: 23,
  float8e8m0: 24,
};
const kinds = Object.keys(numbers) as SmallFloat[];

/** All finite numbers of a kind, ascending, −0 left out; of the 16-bit kinds every 97th, and the ends. */
function all(kind: SmallFloat): number[] {
  const { exponent, fraction, signed } = floatFormats[kind];
  const count = 2 ** (exponent + fraction + Number(signed));
  const values = Array.from({ length: count }, (_, bits) => floatOfBits(bits, floatFormats[kind]));
  return [...new Set(values.filter(Number.isFinite).map((x) => x + 0))].sort((a, b) => a - b);
}

async function cast(kind: SmallFloat, data: readonly number[], attributes = {}): Promise<number[]> {
  const node = { opType: 'Cast', inputs: ['x'], attributes: { to: { int: numbers[kind] }, ...attributes } };
  return Array.from((await runOne({ node, x: { shape: [data.length], data }, outputType: numbers[kind] })).data);
}

it('reads the bits of a float as they are defined', () => {
  const of = (kind: SmallFloat, bits: number): number => floatOfBits(bits, floatFormats[kind]);
  // The largest, the least above 0, and 1, by the tables of each definition.
  expect([0x7bff, 0x0001, 0x3c00].map((bits) => of('float16', bits))).toEqual([65504, 2 ** -24, 1]);
  expect([0x7f7f, 0x0001, 0x3f80].map((bits) => of('bfloat16', bits))).toEqual([255 * 2 ** 120, 2 ** -133, 1]);
  expect([0x7e, 0x01, 0x38].map((bits) => of('float8e4m3fn', bits))).toEqual([448, 2 ** -9, 1]);
  expect([0x7f, 0x01, 0x40].map((bits) => of('float8e4m3fnuz', bits))).toEqual([240, 2 ** -10, 1]);
  expect([0x7b, 0x01, 0x3c].map((bits) => of('float8e5m2', bits))).toEqual([57344, 2 ** -16, 1]);
  expect([0x7f, 0x01, 0x40].map((bits) => of('float8e5m2fnuz', bits))).toEqual([57344, 2 ** -17, 1]);
  expect([0x7, 0x1, 0x2].map((bits) => of('float4e2m1', bits))).toEqual([6, 0.5, 1]);
  expect([0xfe, 0x00, 0x7f].map((bits) => of('float8e8m0', bits))).toEqual([2 ** 127, 2 ** -127, 1]);
  expect([of('float8e4m3fn', 0x7f), of('float8e4m3fnuz', 0x80), of('float8e8m0', 0xff)]).toEqual([NaN, NaN, NaN]);
  expect([of('float16', 0xfc00), of('float8e5m2', 0x7c)]).toEqual([-Infinity, Infinity]);
});

describe.each(kinds.filter((kind) => kind !== 'float8e8m0'))('a cast to %s', (kind) => {
  const values = all(kind);
  const sample = values.length > 300 ? values.filter((x, i) => i % 97 === 0 || Math.abs(x) < 1e-7) : values;

  it('leaves what it holds', async () => {
    const normal = sample.filter((x) => x === 0 || Math.abs(x) >= 2 ** -126);
    expect(await cast(kind, normal)).toEqual(normal);
  });

  it('goes to the nearest, and from the middle to the even one', async () => {
    const pairs = values
      .slice(1)
      .map((high, i) => [values[i]!, high] as const)
      .filter(([low], i) => (values.length < 300 || i % 97 === 0) && Math.abs(low) >= 2 ** -110);
    const step = (low: number, high: number, part: number): number => low + (high - low) * part;
    const { fraction } = floatFormats[kind];
    const isEven = (x: number): boolean => {
      const size = Math.abs(x);
      const unit = 2 ** (Math.max(Math.floor(Math.log2(size || 1e-30)), 1 - floatFormats[kind].bias) - fraction);
      return (size / unit) % 2 === 0;
    };
    const asked = pairs.flatMap(([low, high]) => [
      step(low, high, 0.375),
      step(low, high, 0.5),
      step(low, high, 0.625),
    ]);
    const want = pairs.flatMap(([low, high]) => [low, isEven(low) ? low : high, high]);
    expect((await cast(kind, asked)).map((x) => x + 0)).toEqual(want);
  });
});

it('goes beyond the largest as the file says', async () => {
  const [far, inside] = [[1e6, -1e6, Infinity, NaN], 461];
  expect(await cast('float8e4m3fn', [...far, inside])).toEqual([448, -448, 448, NaN, 448]);
  expect(await cast('float8e4m3fn', far, { saturate: { int: 0 } })).toEqual([NaN, NaN, NaN, NaN]);
  expect(await cast('float8e5m2', far, { saturate: { int: 0 } })).toEqual([Infinity, -Infinity, Infinity, NaN]);
  expect(await cast('float16', [65519, 65520, -1e6])).toEqual([65504, Infinity, -Infinity]);
});

it('rounds exponents up, down or to the nearest', async () => {
  const data = [0.124, 1.1, 3.1, 4];
  const modes = ['up', 'down', 'nearest'].map((mode) => cast('float8e8m0', data, { round_mode: { string: mode } }));
  expect(await Promise.all(modes)).toEqual([
    [0.125, 2, 4, 4],
    [0.0625, 1, 2, 4],
    [0.125, 1, 4, 4],
  ]);
});

it.each([
  [21, [7, 8, 15, 0, 9]],
  [22, [7, -8, -1, 0, -7]],
  [25, [3, 0, 3, 0, 1]],
  [26, [-1, 0, -1, 0, 1]],
])('wraps whole numbers of kind %d', async (to, want) => {
  const node = { opType: 'Cast', inputs: ['x'], attributes: { to: { int: to } } };
  const { data } = await runOne({ node, x: { shape: [5], data: [7.9, -8, -1, 0, 9] }, outputType: to });
  expect(Array.from(data, (x) => x + 0)).toEqual(want);
});

it('reads numbers that share a byte, the first in the lowest bits', () => {
  const of = (type: ElementType, size: number, ...bytes: number[]): number[] =>
    Array.from(numbersOf({ name: 'w', type, shape: [size], payload: { kind: 'raw', bytes: Uint8Array.from(bytes) } }));
  expect(of('int4', 3, 0xf7, 0x08)).toEqual([7, -1, -8]);
  expect(of('uint4', 3, 0xf7, 0x08)).toEqual([7, 15, 8]);
  expect(of('int2', 5, 0b11_10_01_00, 0b10)).toEqual([0, 1, -2, -1, -2]);
  expect(of('float4e2m1', 2, 0xa7)).toEqual([6, -1]);
});

it('knows every kind by its number', () => {
  for (const kind of kinds) expect(elementTypeOf(numbers[kind])).toBe(kind);
  expect(Object.keys(elementTypes)).toHaveLength(23);
});

it('is not there for the gradient: what stands before a cast is trained', async () => {
  const port = (name: string, shape: readonly (number | string)[]) => ({ name, dataType: DataType.FLOAT, shape });
  const bytes = encodeModel({
    irVersion: 10,
    opsetImports: [{ domain: '', version: 21 }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'half',
      nodes: [
        { opType: 'MatMul', inputs: ['x', 'w'], outputs: ['product'] },
        { opType: 'Cast', inputs: ['product'], outputs: ['short'], attributes: { to: { int: numbers.float16 } } },
        { opType: 'Cast', inputs: ['short'], outputs: ['y'], attributes: { to: { int: 1 } } },
      ],
      initializers: [{ name: 'w', dataType: DataType.FLOAT, dims: [2, 1], data: Float32Array.of(0.5, -0.25) }],
      inputs: [port('x', ['batch', 2])],
      outputs: [port('y', ['batch', 1])],
    },
  });
  const model = await importOnnx(bytes);
  model.compile({
    optimizer: new SGD({ learningRate: 0.1 }),
    loss: 'meanSquaredError',
    seed: 1,
    backend: cpu({ threads: 1 }),
  });
  await model.trainOnBatch([[1, 2]], [[3]]);
  // The loss (wx − 3)² at wx = 0, which float16 holds: its gradient is −6 x.
  const [w] = Object.values(await model.getWeights());
  expect(w!.data[0]).toBeCloseTo(0.5 + 0.6, 6);
  expect(w!.data[1]).toBeCloseTo(-0.25 + 1.2, 6);
});
