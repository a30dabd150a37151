/** Loops that run along with a matrix product: the same bits as behind it, in all layouts and cuts. */
import { GraphBuilder, type Graph, type Ref } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';
import { noise } from './noise.ts';
import { variants } from './variants.ts';

const layouts = [
  [7, 33, 50, false, false],
  [50, 9, 7, false, true],
  [64, 300, 24, true, false],
  [5, 5, 131, true, true],
  [1, 8, 10, false, false],
] as const;

/** relu(A·B + bias) ∘ column, once with the product alone and once with an output that shows it, which forbids nothing. */
function layer(m: number, k: number, n: number, transposeA: boolean, transposeB: boolean, detour: boolean): Graph {
  const b = new GraphBuilder();
  const a = b.input('a', 'f32', transposeA ? [k, m] : [m, k]);
  const w = b.input('w', 'f32', transposeB ? [n, k] : [k, n]);
  const [bias, column] = [b.input('bias', 'f32', [n]), b.input('column', 'f32', [m, 1])];
  const product: Ref = b.matMul(a, w, { transposeA, transposeB });
  // What is read elsewhere first is not taken along.
  const pre = detour ? b.add(product, b.mul(b.reduceMax(product), 0)) : product;
  const h = b.maximum(b.add(pre, bias), 0);
  return b.build({ outputs: { y: b.mul(h, column), on: b.greater(h, 0), product } });
}

describe.each(variants.filter((v) => v.simd !== false))('cpu(%o)', (options) => {
  it.each(layouts)('%i × %i × %i, transposed %s %s', async (m, k, n, transposeA, transposeB) => {
    const inputs = {
      a: noise(1, transposeA ? [k, m] : [m, k]),
      w: noise(2, transposeB ? [n, k] : [k, n]),
      bias: noise(3, [n]),
      column: noise(4, [m, 1]),
    };
    const run = async (detour: boolean) => {
      const executable = await cpu(options).compile(layer(m, k, n, transposeA, transposeB, detour));
      const outputs = await executable.run(inputs);
      await executable.dispose();
      return outputs;
    };
    expect(await run(false)).toEqual(await run(true));
  });
});
