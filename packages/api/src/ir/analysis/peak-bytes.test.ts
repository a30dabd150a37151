/** How much memory a program takes, counted by hand. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../builder.ts';
import { allocate } from '../dtype.ts';
import type { StateBinding } from '../graph.ts';
import { requireMemory } from './require-memory.ts';
import { peakBytes } from './peak-bytes.ts';

const peak = (write: (b: GraphBuilder) => Ref): number => {
  const b = new GraphBuilder();
  return peakBytes(b.build({ outputs: { y: write(b) } }));
};

describe('bytes at the worst time', () => {
  it('of a chain: an element-wise op takes the place of its operand, a product does not', () => {
    expect(peak((b) => b.exp(b.neg(b.input('x', 'f32', [100]))))).toBe(400);
    expect(peak((b) => b.matMul(b.input('x', 'f32', [10, 10]), b.input('w', 'f32', [10, 10])))).toBe(1200);
  });

  it('of values that are used later', () => {
    // x, exp(x) and the sine of it; then the sum takes the place of one of two.
    const twice = (b: GraphBuilder): Ref => {
      const y = b.exp(b.input('x', 'f32', [100]));
      return b.add(b.sin(y), y);
    };
    expect(peak(twice)).toBe(800);
  });

  it('of small elements, and of operands that are too small to be taken over', () => {
    expect(peak((b) => b.cast(b.greater(b.input('x', 'f32', [100]), 0), 'f32'))).toBe(504);
    expect(peak((b) => b.add(b.input('x', 'f32', [1]), b.broadcastTo(b.input('y', 'f32', []), [50])))).toBe(208);
  });

  it('without what nobody asks for, and with state and its successor', () => {
    const b = new GraphBuilder();
    const s = b.input('s', 'f32', [1000]);
    b.exp(b.broadcastTo(s, [1000, 1000]));
    const bind = (next: StateBinding['next'] | Ref): { name: string; node: Ref; next: Ref | null } => ({
      name: 's',
      node: s,
      next: next as Ref | null,
    });
    expect(peakBytes(b.build({ outputs: {}, state: [bind(b.add(s, 1))] }))).toBe(8004);
    expect(peakBytes(b.build({ outputs: {}, state: [bind(null)] }))).toBe(4000);
  });
});

it('a graph that does not fit is refused at once', () => {
  const b = new GraphBuilder();
  const graph = b.build({ outputs: { y: b.reduceSum(b.broadcastTo(b.input('x', 'f32', []), [1e9, 1e9])) } });
  expect(() => requireMemory('engine', graph)).toThrow(
    /^engine: out of memory: the graph needs some 381469726562\d MiB, and there are \d+\. Use smaller/,
  );
  const small = new GraphBuilder();
  const y = small.exp(small.input('x', 'f32', [1000]));
  const fits = small.build({ outputs: { y } });
  expect(() => requireMemory('engine', fits)).not.toThrow();
  expect(() => requireMemory('engine', fits, 4000)).not.toThrow();
  expect(() => requireMemory('engine', fits, 3999)).toThrow('out of memory');
});

it('an array that does not fit is an error of ours', () => {
  expect(() => allocate('f32', 2 ** 50)).toThrow('out of memory: no room for 1125899906842624 elements of f32');
  expect(() => allocate('bool', 2 ** 50)).toThrow(expect.objectContaining({ code: 'BACKEND' }));
});
