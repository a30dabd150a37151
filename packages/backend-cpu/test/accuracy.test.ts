/** How far the elementary functions are from the exact result, in units of its last place, over their whole range. */
import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';

const COUNT = 200_000;

/** Numbers spread evenly over the floats from `low` to `high`, or evenly by value where they have two signs. */
function spread(low: number, high: number): Float32Array {
  const ratio = low > 0 ? (high / low) ** (1 / (COUNT - 1)) : 0;
  return Float32Array.from({ length: COUNT }, (_, i) =>
    low > 0 ? low * ratio ** i : low + ((high - low) * i) / (COUNT - 1),
  );
}

/** Distance between neighbours of the floats at x. */
function lastPlace(x: number): number {
  return 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(x) || 2 ** -149)) - 23);
}

const functions: [
  name: string,
  write: (b: GraphBuilder, x: Ref) => Ref,
  exact: (x: number) => number,
  ranges: [number, number][],
  ulp: number,
][] = [
  [
    'exp',
    (b, x) => b.exp(x),
    Math.exp,
    [
      [-103, 88.7],
      [-1, 1],
      [1e-30, 1],
    ],
    2,
  ],
  [
    'log',
    (b, x) => b.log(x),
    Math.log,
    [
      [1e-44, 3e38],
      [0.5, 2],
    ],
    2,
  ],
  [
    'log1p',
    (b, x) => b.log1p(x),
    Math.log1p,
    [
      [1e-30, 1e30],
      [-0.999, 1],
    ],
    4,
  ],
  [
    'tanh',
    (b, x) => b.tanh(x),
    Math.tanh,
    [
      [-10, 10],
      [-1, 1],
      [1e-30, 1],
    ],
    3,
  ],
  [
    'sigmoid',
    (b, x) => b.sigmoid(x),
    (x) => 1 / (1 + Math.exp(-x)),
    [
      [-80, 20],
      [-1, 1],
    ],
    3,
  ],
];

describe.each([{ simd: false }, { simd: 'plain' }, { simd: true }] as const)('cpu(%o)', (options) => {
  it.each(functions)('%s', async (_, write, exact, ranges, ulp) => {
    const b = new GraphBuilder();
    const executable = await cpu(options).compile(b.build({ outputs: { y: write(b, b.input('x', 'f32', [COUNT])) } }));
    for (const [low, high] of ranges) {
      const data = spread(low, high);
      const { y } = await executable.run({ x: { dtype: 'f32', shape: [COUNT], data } });
      let worst = 0;
      let at = 0;
      data.forEach((x, i) => {
        const error = Math.abs(y!.data[i]! - exact(x)) / lastPlace(exact(x));
        if (!(error <= worst)) [worst, at] = [error, x];
      });
      expect(worst, `at ${at} in [${low}, ${high}]`).toBeLessThanOrEqual(options.simd ? ulp : 0.51);
    }
    await executable.dispose();
  });
});
