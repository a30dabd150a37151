import { GraphBuilder, type Graph, type Ref } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';
import { cpu } from '../index.ts';
import { withCoins } from './coins.ts';

type Scene = (b: GraphBuilder, noise: Ref) => Readonly<Record<string, Ref>>;

function sceneOf(shape: readonly number[], scene: Scene): Graph {
  const b = new GraphBuilder();
  return b.build({ outputs: scene(b, b.uniform(b.input('key', 'i32', [2]), shape, b.input('offset', 'i32', []))) });
}

const coinsIn = (graph: Graph): number =>
  withCoins(graph).nodes.filter(({ op, dtype }) => op === 'uniform' && dtype === 'bool').length;

it('takes numbers that only one comparison with one number reads', () => {
  const taken = (scene: Scene): number => coinsIn(sceneOf([6, 2], scene));
  expect(taken((b, u) => ({ y: b.less(u, 0.5) }))).toBe(1);
  expect(taken((b, u) => ({ y: b.less(u, b.input('p', 'f32', [])) }))).toBe(1);
  expect(taken((b, u) => ({ y: b.less(u, b.input('p', 'f32', [2])) }))).toBe(0);
  expect(taken((b, u) => ({ y: b.less(0.5, u) }))).toBe(0);
  expect(taken((b, u) => ({ y: b.lessEqual(u, 0.5) }))).toBe(0);
  expect(taken((b, u) => ({ y: b.less(u, 0.5), u }))).toBe(0);
  expect(taken((b, u) => ({ y: b.less(u, 0.5), z: b.less(u, 0.25) }))).toBe(0);
  expect(taken((b, u) => ({ y: b.less(u, b.input('p', 'f32', [1, 1, 1])) }))).toBe(0);
  expect(taken((b, u) => ({ y: b.less(u, u) }))).toBe(0);
});

const EDGES = [0, -0, 2 ** -24, 2 ** -23, 0.3, 0.5, 1 - 2 ** -23, 1, 2, -1, 1e38, Infinity, -Infinity, NaN];

it.each([[[7]], [[3, 61]], [[200, 33]]])('tosses the coins that the numbers say, %j of them', async (shape) => {
  const graph = sceneOf(shape, (b, noise) => ({ coins: b.less(noise, b.input('p', 'f32', [])) }));
  const key = { dtype: 'i32', shape: [2], data: Int32Array.of(-7, 2 ** 31 - 1) } as const;
  const plain = await cpu({ simd: false }).compile(graph);
  const drawn = await cpu().compile(graph);
  for (const p of EDGES)
    for (const start of [0, 3, 2 ** 31 - 1]) {
      const offset = { dtype: 'i32', shape: [], data: Int32Array.of(start) } as const;
      const feeds = { key, offset, p: { dtype: 'f32', shape: [], data: Float32Array.of(p) } } as const;
      expect((await drawn.run(feeds)).coins, `p = ${p}`).toEqual((await plain.run(feeds)).coins);
    }
  await Promise.all([plain.dispose(), drawn.dispose()]);
});
