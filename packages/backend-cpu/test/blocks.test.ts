/** Loops that read a row for each block of rows, as a mask `[batch, 1, …, channels]` is read: what the definition of the ops gives. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';
import { noise } from './noise.ts';
import { variants } from './variants.ts';

/** (x · scale where mask, else shift) + bias, with operands that repeat as the shapes say. */
function graphOf(shape: readonly number[], one: readonly number[], other: readonly number[]): Graph {
  const b = new GraphBuilder();
  const [x, scale] = [b.input('x', 'f32', shape), b.input('scale', 'f32', one)];
  const [shift, bias] = [b.input('shift', 'f32', other), b.input('bias', 'f32', shape.slice(-1))];
  const mask = b.greater(scale, 0);
  const y = b.add(b.select(mask, b.mul(x, scale), shift), bias);
  return b.build({ outputs: { y, flags: b.less(y, scale) } });
}

const shapes = [
  // One block size, with whole fours, without, and beyond them; then two at once, an operand that is one row, and blocks of several axes.
  [
    [3, 5, 8],
    [3, 1, 8],
    [3, 1, 8],
  ],
  [
    [3, 5, 3],
    [3, 1, 3],
    [3, 1, 3],
  ],
  [
    [4, 7, 1, 21],
    [4, 1, 1, 21],
    [4, 1, 1, 21],
  ],
  [
    [2, 3, 5, 6],
    [2, 1, 1, 6],
    [2, 3, 1, 6],
  ],
  [[2, 3, 4, 5], [2, 1, 1, 5], [5]],
  [
    [2, 3, 4, 5],
    [2, 1, 4, 5],
    [2, 1, 4, 5],
  ],
  // Where no split serves both.
  [
    [2, 3, 4, 5],
    [2, 1, 1, 5],
    [1, 3, 1, 5],
  ],
  [
    [2, 3, 4, 5],
    [2, 1, 4, 1],
    [2, 1, 1, 5],
  ],
] as const;

describe.each(variants)('cpu(%o)', (options) => {
  it.each(shapes)('%j beside %j and %j', async (shape, one, other) => {
    const graph = graphOf(shape, one, other);
    const inputs = {
      x: noise(1, shape),
      scale: noise(2, one),
      shift: noise(3, other),
      bias: noise(4, shape.slice(-1)),
    };
    const wanted = interpret(graph, inputs).outputs;
    const executable = await cpu(options).compile(graph);
    const got = await executable.run(inputs);
    await executable.dispose();
    wanted['y']!.data.forEach((value, i) => expect(got['y']!.data[i], `at ${i}`).toBeCloseTo(value, 5));
    expect([...got['flags']!.data]).toEqual(Array.from(wanted['flags']!.data, Number));
  });
});
