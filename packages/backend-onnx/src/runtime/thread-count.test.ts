import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { threadCount } from './thread-count.ts';

function product(m: number, k: number, n: number, transposeA: boolean): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', transposeA ? [k, m] : [m, k]);
  return b.build({ outputs: { y: b.matMul(x, b.input('w', 'f32', [k, n]), { transposeA }) } });
}

it('takes more than one thread only where there is enough to multiply', () => {
  const several = Math.max(1, Math.min(4, availableParallelism()));
  for (const transposeA of [false, true]) {
    expect(threadCount(product(32, 784, 64, transposeA))).toBe(1);
    expect(threadCount(product(128, 784, 1024, transposeA))).toBe(several);
  }
  const b = new GraphBuilder();
  expect(threadCount(b.build({ outputs: { y: b.exp(b.input('x', 'f32', [5000, 5000])) } }))).toBe(1);
});
