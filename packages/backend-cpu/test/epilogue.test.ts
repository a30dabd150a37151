/** Loops that run along with a matrix product or a convolution: the same bits as behind it, in all layouts and cuts. */
import { GraphBuilder, type ConvAttrs, type Graph, type Ref, type Shape } from '@bernoulli/api/ir';
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

const plain: ConvAttrs = { strides: [1, 1], dilations: [1, 1], before: [1, 1], after: [1, 1], groups: 1 };

/** Windows, in groups, of each channel by itself, of more places than are laid out at a time, of more axes. */
const convolutions: readonly [x: Shape, w: Shape, some: Partial<ConvAttrs>][] = [
  [[2, 7, 6, 3], [3, 3, 3, 5], {}],
  [[2, 40, 33, 2], [3, 3, 2, 9], {}],
  [[2, 7, 6, 4], [3, 3, 2, 10], { groups: 2 }],
  [[2, 7, 6, 21], [3, 3, 1, 21], { groups: 21, strides: [2, 1] }],
  [[3, 5, 4, 8], [1, 1, 8, 12], { before: [0, 0], after: [0, 0] }],
  [[2, 4, 5, 3, 2], [2, 2, 2, 2, 6], { strides: [1, 1, 1], dilations: [1, 1, 1], before: [0, 1, 0], after: [0, 0, 1] }],
];

/** relu(conv + bias) ∘ mask; with a detour, something else reads the convolution first. */
function convLayer(x: Shape, w: Shape, some: Partial<ConvAttrs>, detour: boolean): Graph {
  const b = new GraphBuilder();
  const product = b.conv(b.input('x', 'f32', x), b.input('w', 'f32', w), { ...plain, ...some });
  const pre = detour ? b.add(product, b.mul(b.reduceMax(product), 0)) : product;
  const h = b.maximum(b.add(pre, b.input('bias', 'f32', [w.at(-1)!])), 0);
  return b.build({ outputs: { y: b.mul(h, b.input('mask', 'f32', product.shape)), product } });
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

  it.each(convolutions)('behind a convolution of %j and %j with %j', async (x, w, some) => {
    const graphs = [false, true].map((detour) => convLayer(x, w, some, detour));
    const { shape } = graphs[0]!.nodes[graphs[0]!.inputs.find(({ name }) => name === 'mask')!.node]!;
    const inputs = { x: noise(1, x), w: noise(2, w), bias: noise(3, [w.at(-1)!]), mask: noise(4, shape) };
    const [along, apart] = await Promise.all(
      graphs.map(async (graph) => {
        const executable = await cpu(options).compile(graph);
        const outputs = await executable.run(inputs);
        await executable.dispose();
        return outputs;
      }),
    );
    expect(along).toEqual(apart);
  });
});
