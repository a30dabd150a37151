/** Every gradient rule against central differences in f64, and the laws of reverse accumulation. */
import { describe, expect, it } from 'vitest';
import { cases } from '../../test/grad-cases.ts';
import { GraphBuilder, type Ref } from './builder.ts';
import { check } from './check.ts';
import { gradients } from './grad.ts';
import { interpret, type Value } from './interpret/index.ts';
import { opNames, ops } from './ops/index.ts';
import { sizeOf } from './shape.ts';

/** Numbers of a fixed sequence in [low, high], none within 0.02 of 0 or of each other's neighbours in value. */
function spread(size: number, [low, high]: readonly [number, number], salt: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    const u = ((i * 7 + salt * 3 + 1) * 0.6180339887498949) % 1;
    const x = low + u * (high - low);
    return Math.abs(x) < 0.02 ? x + 0.05 : x;
  });
}

it('the table has cases for the ops that have a gradient, and for no others', () => {
  expect(opNames.filter((op) => (cases[op]?.length ?? 0) > 0)).toEqual(
    opNames.filter((op) => ops[op].gradient !== null),
  );
});

const tables = opNames.flatMap((op) => (cases[op] === null ? [] : [{ op, table: cases[op] }]));

describe.each(tables)('the gradient of $op', ({ op, table }) => {
  it.each(table)('agrees with central differences: $label', ({ shapes, write, range = [-1.5, 1.5] }) => {
    const b = new GraphBuilder();
    const xs = shapes.map((shape, i) => b.input(`x${i}`, 'f32', shape));
    const y = write(b, xs);
    expect(b.at(y.id).op).toBe(op);
    const loss = b.reduceSum(b.mul(y, b.input('weights', 'f32', y.shape)));
    const grads = gradients(b, loss, xs);
    const graph = b.build({ outputs: { loss, ...Object.fromEntries(grads.map((g, i) => [`g${i}`, g])) } });
    check(graph);
    const inputs: Record<string, Value> = {
      weights: { dtype: 'f32', shape: y.shape, data: spread(sizeOf(y.shape), [0.5, 2], 17) },
    };
    shapes.forEach((shape, i) => {
      inputs[`x${i}`] = { dtype: 'f32', shape, data: spread(sizeOf(shape), range, i) };
    });
    const { outputs } = interpret(graph, inputs);
    const lossAt = (): number => interpret(graph, inputs).outputs['loss']!.data[0]!;
    shapes.forEach((shape, i) => {
      const data = inputs[`x${i}`]!.data;
      expect(outputs[`g${i}`]!.shape).toEqual(shape);
      for (let k = 0; k < data.length; k++) {
        const [x, h] = [data[k]!, 1e-4];
        data[k] = x + h;
        const above = lossAt();
        data[k] = x - h;
        const slope = (above - lossAt()) / (2 * h);
        data[k] = x;
        expect(Math.abs(outputs[`g${i}`]!.data[k]! - slope) / (1 + Math.abs(slope))).toBeLessThan(1e-6);
      }
    });
  });
});

describe('gradients', () => {
  const at = (values: number[]): Value => ({ dtype: 'f32', shape: [values.length], data: Float64Array.from(values) });
  const run = (b: GraphBuilder, y: Ref, x: Value): number[] => [
    ...interpret(b.build({ outputs: { y } }), { x }).outputs['y']!.data,
  ];

  it.each<[string, (b: GraphBuilder, x: Ref) => Ref, (x: number) => number]>([
    ['x³', (b, x) => b.mul(x, b.mul(x, x)), (x) => 6 * x],
    ['exp(2x)', (b, x) => b.exp(b.mul(x, 2)), (x) => 4 * Math.exp(2 * x)],
    ['tanh', (b, x) => b.tanh(x), (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2)],
    ['1/x', (b, x) => b.div(1, x), (x) => 2 / x ** 3],
  ])('differentiate twice: %s', (_, write, second) => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [3]);
    const [first] = gradients(b, b.reduceSum(write(b, x)), [x]);
    const [twice] = gradients(b, b.reduceSum(first!), [x]);
    const points = [0.4, -0.9, 1.3];
    run(b, twice!, at(points)).forEach((g, i) => expect(g).toBeCloseTo(second(points[i]!), 6));
  });

  it('add up where a value is used more than once', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const [g] = gradients(b, b.reduceSum(b.add(b.mul(x, x), b.mul(x, 3))), [x]);
    expect(run(b, g!, at([1, -2]))).toEqual([5, -1]);
  });

  it('are zeros of the right shape where nothing flows, and stop at stopGradient', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const other = b.input('other', 'f32', [3, 1]);
    const loss = b.reduceSum(b.mul(b.stopGradient(x), b.floor(x)));
    const [gx, go] = gradients(b, loss, [x, other]);
    expect(b.at(go!.id).shape).toEqual([3, 1]);
    const { outputs } = interpret(b.build({ outputs: { gx: gx!, go: go! } }), {
      x: at([1.5, 2]),
      other: { dtype: 'f32', shape: [3, 1], data: new Float64Array(3) },
    });
    expect([...outputs['gx']!.data, ...outputs['go']!.data]).toEqual([0, 0, 0, 0, 0]);
  });

  it('may be taken with respect to any node, the loss itself included', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const hidden = b.mul(x, 3);
    const loss = b.reduceSum(b.mul(hidden, hidden));
    const [gh, gx, gl] = gradients(b, loss, [hidden, x, loss]);
    expect(run(b, gh!, at([1, 2]))).toEqual([6, 12]);
    expect(run(b, gx!, at([1, 2]))).toEqual([18, 36]);
    expect(run(b, gl!, at([1, 2]))).toEqual([1]);
  });

  it('write only for what lies between, under the site they differentiate, and leave the site as it was', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    b.site = 'net/a';
    const y = b.exp(x);
    b.site = 'net/b';
    const loss = b.reduceSum(b.mul(b.sin(y), y));
    b.site = 'update';
    const before = b.size;
    gradients(b, loss, [y]);
    const written = Array.from({ length: b.size - before }, (_, i) => b.at(before + i));
    expect(written.map((n) => n.site).filter((s) => s === 'net/a')).toEqual([]);
    expect(written.at(-1)!.site).toBe('net/b');
    expect(b.site).toBe('update');
  });

  it.each([4, 16])('of %i slices side by side write as much as the array holds, and not as much for each', (n) => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [n, 8]);
    const pieces = Array.from({ length: n }, (_, i) => b.exp(b.slice(x, [i, 0], [1, 8])));
    const before = b.size;
    const [g] = gradients(b, b.reduceSum(b.concat(pieces, 0)), [x]);
    const written = Array.from({ length: b.size - before }, (_, i) => sizeOf(b.at(before + i).shape));
    expect(written.reduce((sum, size) => sum + size, 0) / (n * 8)).toBeLessThan(6);
    expect(b.at(g!.id).op).toBe('concat');
  });

  it('of the side not taken by select are 0, not NaN', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const [g] = gradients(b, b.reduceSum(b.select(b.greater(x, 0), b.log(b.select(b.greater(x, 0), x, 1)), 0)), [x]);
    expect(run(b, g!, at([2, -1]))).toEqual([0.5, 0]);
  });

  it('of pow at 0 are finite', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const [g] = gradients(b, b.reduceSum(b.pow(x, 0)), [x]);
    expect(run(b, g!, at([0, 2]))).toEqual([0, 0]);
  });

  it('need an f32 scalar loss and f32 variables', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2]);
    const n = b.input('n', 'i32', []);
    expect(() => gradients(b, x, [x])).toThrow('gradients: the loss must be a scalar. Received [2].');
    expect(() => gradients(b, n, [x])).toThrow('gradients: the loss must be f32. Received i32.');
    expect(() => gradients(b, b.reduceSum(x), [n])).toThrow('gradients: only f32 values have gradients. Received i32.');
  });
});
