/** The builder checks as it writes, and can go on where a graph ends. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { check } from './check.ts';
import { print } from './print.ts';

describe('GraphBuilder', () => {
  it('goes on from a graph under the same ids, and leaves the graph as it was', () => {
    const first = new GraphBuilder();
    const graph = first.build({ outputs: { y: first.exp(first.input('x', 'f32', [2])) } });
    const before = print(graph);
    const second = GraphBuilder.from(graph);
    const longer = second.build({ outputs: { y: second.ref(1), z: second.neg(second.ref(1)) } });
    check(longer);
    expect(longer.nodes.slice(0, 2)).toEqual(graph.nodes);
    expect(longer.nodes.map((n) => n.op)).toEqual(['input', 'exp', 'neg']);
    expect(print(graph)).toBe(before);
  });

  it('says at which site a node could not be written', () => {
    const b = new GraphBuilder();
    b.site = 'net/dense';
    const x = b.input('x', 'f32', [2, 3]);
    expect(() => b.matMul(x, x)).toThrow('matMul at net/dense: the inner sizes must be equal, and are 3 and 2.');
    expect(() => b.add(x, b.scalar(1, 'i32'))).toThrow('add at net/dense: both operands must have one dtype');
    expect(() => b.softmax(b.scalar(1))).toThrow('softmax at net/dense: a scalar has no axes.');
  });

  it('lifts numbers to the dtype beside them', () => {
    const b = new GraphBuilder();
    expect(b.add(b.input('n', 'i32', [2]), 1).dtype).toBe('i32');
    expect(b.div(1, 3).dtype).toBe('f32');
  });

  it('refuses a next state of another type', () => {
    const b = new GraphBuilder();
    const s = b.input('s', 'f32', [2]);
    const state = [{ name: 's', node: s, next: b.reduceSum(s) }];
    expect(() => b.build({ outputs: {}, state })).toThrow('state s: its next value must be f32[2]. Received f32[].');
  });

  it('folds a broadcast back to any shape it came from', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [2, 3, 4]);
    for (const shape of [[2, 3, 4], [3, 1], [1, 1, 4], [4], []]) expect(b.sumTo(x, shape).shape).toEqual(shape);
  });
});
