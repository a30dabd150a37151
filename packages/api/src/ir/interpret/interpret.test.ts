/** The meaning of each op at the places where engines disagree. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../builder.ts';
import { interpret, interpreter, type Value } from './index.ts';
import { roundHalfToEven } from './scalar.ts';

const b = new GraphBuilder();
const f = (...v: number[]): Ref => b.constant(Float32Array.from(v));
const n = (...v: number[]): Ref => b.constant(Int32Array.from(v));
const p = (...v: number[]): Ref => b.constant(Uint8Array.from(v));
const [inf, max] = [Infinity, 2 ** 31 - 1];

function valueOf(y: Ref): Value {
  return interpret(b.build({ outputs: { y } }), {}).outputs['y']!;
}

describe('the interpreter', () => {
  it.each<[string, Ref, number[]]>([
    ['max of NaN', b.maximum(f(NaN, 1, -0), f(1, NaN, 0)), [NaN, NaN, 0]],
    ['min of NaN', b.minimum(f(NaN, 1), f(1, NaN)), [NaN, NaN]],
    ['halves to even', b.round(f(0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 2.4999, inf)), [0, 2, 2, -0, -2, -2, 2, inf]],
    ['a gather beyond the ends', b.gather(f(5, 6, 7), n(-3, 3, 1)), [5, 7, 6]],
    ['a scatter beyond the ends', b.scatterAdd(n(-3, 3, 1, 1), f(1, 2, 3, 4), 3), [1, 7, 2]],
    ['i32 that wraps', b.add(n(max), n(1)), [-max - 1]],
    ['i32 products', b.mul(n(max, 123456789), n(max, 987654321)), [1, -67153019]],
    ['i32 at its end', b.abs(b.neg(n(-max - 1))), [-max - 1]],
    ['i32 sums', b.reduceSum(n(max, max, 5)), [3]],
    ['casts to i32', b.cast(f(1.9, -1.9, NaN), 'i32'), [1, -1, 0]],
    ['casts to bool', b.cast(f(0, -0, NaN, 1e-45), 'bool'), [0, 0, 1, 1]],
    ['casts from bool', b.cast(p(1, 0), 'f32'), [1, 0]],
    ['the sum of nothing', b.reduceSum(f(), [0]), [0]],
    ['the max of nothing', b.reduceMax(f(), [0]), [-inf]],
    ['the min of nothing', b.reduceMin(f(), [0]), [inf]],
    ['the max of NaN along an axis', b.reduceMax(f(1, NaN, 2)), [NaN]],
    ['argMax of equals', b.argMax(f(1, 3, 3, 2), 0), [1]],
    ['sigmoid at its ends', b.sigmoid(f(-800, 0, 800)), [0, 0.5, 1]],
    ['softmax of large numbers', b.softmax(f(1000, 1000)), [0.5, 0.5]],
    ['logSoftmax of large numbers', b.logSoftmax(f(0, -1000)), [0, -1000]],
    ['signs', b.sign(f(-3, -0, 0, NaN)), [-1, -0, 0, NaN]],
    ['division by zero', b.div(f(1, -1, 0), f(0, 0, 0)), [inf, -inf, NaN]],
    [
      'comparisons with NaN',
      b.concat([b.equal(f(NaN), f(NaN)), b.notEqual(f(NaN), f(NaN)), b.less(f(NaN), f(1))], 0),
      [0, 1, 0],
    ],
    ['isFinite', b.isFinite(f(1, inf, NaN)), [1, 0, 0]],
    ['logic', b.or(b.and(p(1, 1, 0), p(1, 0, 0)), b.not(p(1, 1, 0))), [1, 0, 1]],
    ['padding around nothing', b.pad(b.constant(new Float32Array(0), [0]), [1], [2], 4), [4, 4, 4]],
    [
      'a product over an empty axis',
      b.matMul(b.constant(new Float32Array(0), [1, 0]), b.constant(new Float32Array(0), [0, 2])),
      [0, 0],
    ],
    ['iota', b.iota([2, 2], 0), [0, 0, 1, 1]],
  ])('%s', (_, y, want) => expect([...valueOf(y).data]).toEqual(want));

  it.each<[string, Ref]>([
    ['element by element', b.add(b.constant(new Float32Array(0), [0, 3]), 1)],
    ['broadcasting', b.mul(b.constant(new Float32Array(0), [0, 1]), f(1, 2, 3))],
    ['softmax', b.softmax(b.constant(new Float32Array(0), [0, 3]))],
    ['softmax along nothing', b.softmax(b.constant(new Float32Array(0), [3, 0]))],
    ['gather of nothing', b.gather(f(1, 2), n())],
    ['transpose', b.transpose(b.constant(new Float32Array(0), [2, 0]), [1, 0])],
    ['concat', b.concat([b.constant(new Float32Array(0), [0, 2]), b.constant(new Float32Array(0), [0, 2])], 0)],
  ])('empty arrays: %s', (_, y) => expect(valueOf(y).data.length).toBe(0));

  it('knows erf to the last digits', () => {
    // Abramowitz and Stegun, table 7.1.
    const want = [0.5204998778130465, 0.8427007929497149, 0.9953222650189527, 0.9999779095030014];
    const got = interpret(b.build({ outputs: { y: b.erf(f(0.5, 1, 2, 3, -1, inf, NaN, 0)) } }), {}).outputs['y']!.data;
    want.forEach((v, i) => expect(got[i]).toBeCloseTo(v, 15));
    expect([...got.slice(4)]).toEqual([-got[1]!, 1, NaN, 0]);
  });

  it('rounds large and awkward numbers as they are', () => {
    for (const x of [2 ** 52 + 1, -(2 ** 53), 0.49999999999999994, 8388607.5])
      expect(Math.abs(roundHalfToEven(x) - x)).toBeLessThanOrEqual(0.5);
    expect(roundHalfToEven(0.49999999999999994)).toBe(0);
  });

  it('does not round to f32', () => {
    const g = new GraphBuilder();
    const third = g.div(g.input('x', 'f32', []), 3);
    const { outputs } = interpret(g.build({ outputs: { third } }), {
      x: { dtype: 'f32', shape: [], data: Float64Array.of(1) },
    });
    expect(outputs['third']!.data[0]).toBe(1 / 3);
  });

  it('gives back the state that a run leaves', () => {
    const g = new GraphBuilder();
    const [s, go] = [g.input('s', 'f32', []), g.input('go', 'bool', [])];
    const graph = g.build({ outputs: {}, state: [{ name: 's', node: s, next: g.add(s, 1) }], commit: go });
    const at = (go: number): number =>
      interpret(
        graph,
        { go: { dtype: 'bool', shape: [], data: Uint8Array.of(go) } },
        { s: { dtype: 'f32', shape: [], data: Float64Array.of(4) } },
      ).state['s']!.data[0]!;
    expect([at(1), at(0)]).toEqual([5, 4]);
    expect(() => interpret(graph, {})).toThrow('run: input go is missing');
  });

  it('as a backend keeps state in f64 and hands out f32', async () => {
    const g = new GraphBuilder();
    const s = g.input('s', 'f32', []);
    const grown = g.mul(g.sub(s, 1), 2 ** 40);
    const run = await interpreter().compile(
      g.build({ outputs: { s, grown }, state: [{ name: 's', node: s, next: g.add(s, 2 ** -40) }] }),
    );
    await run.writeState('s', { dtype: 'f32', shape: [], data: Float32Array.of(1) });
    for (let i = 0; i < 4; i++) await run.run({});
    const out = await run.run({});
    expect([out['s']!.data, out['grown']!.data]).toEqual([Float32Array.of(1), Float32Array.of(4)]);
    await run.dispose();
  });
});
