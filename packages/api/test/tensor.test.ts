/** What symbols add to the ops: open sizes, axes from the end, numbers as operands. */
import { BATCH, concat, Tensor } from '@bernoulli/api';
import { GraphBuilder, type Shape } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';

function symbol(shape: Shape, dtype: 'f32' | 'i32' = 'f32'): Tensor {
  const b = new GraphBuilder();
  return new Tensor(b, b.input('x', dtype, shape));
}

function evaluate(write: (x: Tensor) => Tensor, data: number[], shape: Shape): number[] {
  const x = symbol(shape);
  const graph = x.b.build({ outputs: { y: write(x).ref } });
  return [...interpret(graph, { x: { dtype: 'f32', shape, data: Float32Array.from(data) } }).outputs['y']!.data];
}

describe('tensors', () => {
  it('work out the size left open, also beside a symbol', () => {
    expect(symbol([2, 3, 4]).reshape([null, 6]).shape).toEqual([4, 6]);
    expect(symbol([BATCH, 3, 4]).reshape([null, 12]).shape).toEqual([BATCH, 12]);
    expect(symbol([BATCH, 3, 4]).reshape([BATCH, null]).shape).toEqual([BATCH, 12]);
    expect(() => symbol([2, 3]).reshape([4, null])).toThrow('reshape: cannot turn [2, 3] into [4, null]');
    expect(() => symbol([2, 3]).reshape([null, null])).toThrow('reshape');
    expect(() => symbol([0, 3]).reshape([0, null])).toThrow('reshape: cannot turn [0, 3] into [0, null]');
  });

  it('count axes from the end', () => {
    const x = symbol([2, 3, 4]);
    expect(x.sum(-1).shape).toEqual([2, 3]);
    expect(x.sum([-1, 0], true).shape).toEqual([1, 3, 1]);
    expect(x.argMax().shape).toEqual([2, 3]);
    expect(concat([x, x]).shape).toEqual([2, 3, 8]);
    expect(concat([x, x], -3).shape).toEqual([4, 3, 4]);
    expect(() => x.sum(3)).toThrow('sum: axis must be an integer in [-3, 2]. Received 3.');
    expect(() => concat([])).toThrow('concat: needs at least one tensor');
  });

  it('take numbers for operands, on either side', () => {
    expect(evaluate((x) => x.subFrom(1), [0.25, 3], [2])).toEqual([0.75, -2]);
    expect(evaluate((x) => x.divInto(2), [0.5, 4], [2])).toEqual([4, 0.5]);
    expect(evaluate((x) => x.clip(0, 1), [-1, 0.5, 2], [3])).toEqual([0, 0.5, 1]);
    expect(evaluate((x) => x.where(x.greater(1), -1), [0, 2], [2])).toEqual([-1, 2]);
  });

  it('have means, also over open axes', () => {
    expect(evaluate((x) => x.mean(0), [1, 2, 3, 6], [2, 2])).toEqual([2, 4]);
    expect(symbol([BATCH, 2]).mean().shape).toEqual([]);
    expect(symbol([BATCH, 2]).mean(1).shape).toEqual([BATCH]);
  });

  it('take softmax along any axis', () => {
    const data = [0, 1, 2, 5, 4, 3];
    const columns = evaluate((x) => x.softmax(0), data, [2, 3]);
    for (let j = 0; j < 3; j++) {
      expect(columns[j]! + columns[j + 3]!).toBeCloseTo(1, 12);
      expect(Math.log(columns[j]! / columns[j + 3]!)).toBeCloseTo(data[j]! - data[j + 3]!, 12);
    }
    const logs = evaluate((x) => x.logSoftmax(0), data, [2, 3]);
    logs.forEach((l, i) => expect(Math.exp(l)).toBeCloseTo(columns[i]!, 12));
  });

  it('write labels as one-hot rows', () => {
    const x = symbol([3], 'i32');
    const graph = x.b.build({ outputs: { y: x.oneHot(3).ref } });
    const { y } = interpret(graph, { x: { dtype: 'i32', shape: [3], data: Int32Array.of(2, 0, 1) } }).outputs;
    expect([...y!.data]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0]);
  });
});
