import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { mayHoldZeros } from './may-hold-zeros.ts';

/** Whether the value may hold zeros that is written on data x, a weight w and a number of classes c. */
function may(write: (b: GraphBuilder, x: Ref, w: Ref, c: Ref) => Ref): boolean {
  const b = new GraphBuilder();
  const [x, w, c] = [b.input('x', 'f32', [4, 4]), b.input('w', 'f32', [4, 4]), b.input('c', 'i32', [4, 1])];
  const y = write(b, x, w, c);
  const graph = b.build({ outputs: { y, z: b.matMul(x, w), c }, state: [{ name: 'w', node: w, next: null }] });
  return mayHoldZeros(graph)[y.id]!;
}

describe('is looked at:', () => {
  it.each<[string, Parameters<typeof may>[0]]>([
    ['data', (_, x) => x],
    ['what ReLU makes of a product', (b, x, w) => b.maximum(b.matMul(x, w), 0)],
    ['a masked value', (b, x, w) => b.select(b.less(x, 0.5), b.tanh(b.matMul(x, w)), 0)],
    ['a masked weight', (b, x, w) => b.mul(w, b.cast(b.greater(x, 0), 'f32'))],
    ['one-hot rows', (b, x, _, c) => b.cast(b.equal(b.broadcastTo(c, [4, 4]), b.iota([4, 4], 1)), 'f32')],
    [
      'scaled, turned, cut and joined data',
      (b, x) => b.concat([b.slice(b.transpose(b.mul(x, 2), [1, 0]), [0, 0], [2, 4]), x], 0),
    ],
    ['a sum of two that may both be zero', (b, x, w) => b.add(b.maximum(b.matMul(x, w), 0), x)],
    ['data over a weight', (b, x, w) => b.div(x, w)],
  ])('%s', (_, write) => expect(may(write)).toBe(true));
});

describe('is not looked at:', () => {
  it.each<[string, Parameters<typeof may>[0]]>([
    ['a weight', (_, x, w) => w],
    ['a product', (b, x, w) => b.matMul(x, w)],
    ['a sum', (b, x) => b.reduceSum(x, [1], true)],
    ['data with a bias', (b, x, w) => b.add(x, w)],
    ['tanh of a product', (b, x, w) => b.tanh(b.matMul(x, w))],
    ['an exponential', (b, x) => b.exp(x)],
    ['a softmax', (b, x) => b.softmax(x)],
    ['a leaky product', (b, x, w) => b.maximum(b.matMul(x, w), b.mul(b.matMul(x, w), 0.2))],
    ['noise', (b) => b.uniform(b.constant(Int32Array.of(1, 2)), [4, 4], b.constant(Int32Array.of(0), []))],
  ])('%s', (_, write) => expect(may(write)).toBe(false));
});
