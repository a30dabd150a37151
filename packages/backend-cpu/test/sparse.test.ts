/** Products that skip zeros: the bits of those that do not, whatever the density, the shape and the number of threads. */
import { GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import type { CpuExecutable } from '../src/executable.ts';
import { cpu, type CpuOptions } from '../src/index.ts';
import { chooser } from './chooser.ts';
import { noise } from './noise.ts';

const simds = ['plain', true] as const;

/** x by a share of its elements; the others are zeros. */
function thinned(seed: number, shape: readonly number[], share: number): TensorData {
  const { data } = noise(seed, shape);
  const draws = noise(1000 + seed, shape).data;
  return { dtype: 'f32', shape, data: Float32Array.from(data, (x, i) => (draws[i]! + 0.5 < share ? x : 0)) };
}

interface Case {
  readonly sizes: readonly [m: number, k: number, n: number];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly shares: readonly [a: number, b: number];
}

/** relu(A·B + bias), the product by itself, and another that reads the same lists. */
function graphOf({ sizes: [m, k, n], transposeA, transposeB }: Case): Graph {
  const b = new GraphBuilder();
  const x = b.input('a', 'f32', transposeA ? [k, m] : [m, k]);
  const y = b.input('b', 'f32', transposeB ? [n, k] : [k, n]);
  const product = b.matMul(x, y, { transposeA, transposeB });
  const h = b.maximum(b.add(product, b.input('bias', 'f32', [n])), 0);
  const again = b.matMul(x, b.mul(y, 2), { transposeA, transposeB });
  return b.build({ outputs: { h, product, again } });
}

async function run(options: CpuOptions, aCase: Case, inputs: Record<string, TensorData>) {
  const executable = (await cpu(options).compile(graphOf(aCase))) as CpuExecutable;
  const outputs = await executable.run({ ...inputs });
  const counts = executable.productCounts;
  await executable.dispose();
  return { outputs, counts };
}

function inputsOf(
  { sizes: [m, k, n], transposeA, transposeB, shares }: Case,
  seed: number,
): Record<string, TensorData> {
  return {
    a: thinned(seed, transposeA ? [k, m] : [m, k], shares[0]),
    b: thinned(seed + 1, transposeB ? [n, k] : [k, n], shares[1]),
    bias: noise(seed + 2, [n]),
  };
}

describe.each(simds)('simd %s', (simd) => {
  it.each(Array.from({ length: 12 }, (_, i) => i))('random product %i has the bits of the dense one', async (seed) => {
    const { below, of } = chooser(500 + seed);
    const size = (): number => of([33, 64, 65, 127, 130, 200, 391]) + below(3);
    const share = (): number => of([0, 0.01, 0.1, 0.25, 0.5, 0.75, 1]);
    const aCase: Case = {
      sizes: [size(), size(), size()],
      transposeA: below(2) === 0,
      transposeB: below(2) === 0,
      shares: [share(), share()],
    };
    const inputs = inputsOf(aCase, seed);
    const dense = await run({ simd, threads: 1, sparse: false }, aCase, inputs);
    expect(dense.counts).toEqual([]);
    const one = await run({ simd, threads: 1 }, aCase, inputs);
    expect(one.outputs).toEqual(dense.outputs);
    for (const [threads, grain] of [
      [2, 0],
      [3, 500],
      [2, 20_000],
    ] as const) {
      const many = await run({ simd, threads, grain }, aCase, inputs);
      expect(many.outputs).toEqual(dense.outputs);
      expect(many.counts).toEqual(one.counts);
    }
  });

  it.each(['a', 'b'] as const)(
    'an infinity or a NaN beside zeros of %s makes NaN, as in the dense product',
    async (side) => {
      const aCase: Case = {
        sizes: [70, 100, 130],
        transposeA: false,
        transposeB: false,
        shares: side === 'a' ? [0.2, 1] : [1, 0.2],
      };
      const inputs = inputsOf(aCase, 9);
      const other = inputs[side === 'a' ? 'b' : 'a']!.data;
      for (const odd of [NaN, Infinity]) {
        other[side === 'a' ? 3 * 130 + 7 : 7 * 100 + 3] = odd;
        const sparse = await run({ simd, threads: 1 }, aCase, inputs);
        expect(sparse.counts[0]!.skipped).toBe(side);
        expect(sparse.outputs).toEqual((await run({ simd, threads: 1, sparse: false }, aCase, inputs)).outputs);
        // Each sum along the odd one's row or column has it as a term.
        const { data } = sparse.outputs['product']!;
        const along =
          side === 'a'
            ? Array.from({ length: 70 }, (_, i) => data[130 * i + 7]!)
            : [...data.subarray(7 * 130, 8 * 130)];
        expect(along.filter(Number.isFinite)).toEqual([]);
        expect(data.filter(Number.isFinite)).toHaveLength(data.length - along.length);
      }
    },
  );
});

describe('the choice', () => {
  const sizes = [128, 256, 256] as const;
  const base = { sizes, transposeA: false, transposeB: false };
  const whole = 128 * 256 * 256;

  it('follows the share that is not zero, anew in each run', async () => {
    const aCase: Case = { ...base, shares: [1, 1] };
    const executable = (await cpu({ threads: 1 }).compile(graphOf(aCase))) as CpuExecutable;
    for (const share of [1, 0.2, 0.9, 0.05, 0]) {
      const inputs = inputsOf({ ...aCase, shares: [share, 1] }, 3);
      await executable.run(inputs);
      const nonZero = inputs['a']!.data.filter((x) => x !== 0).length;
      const skips = share < 0.5;
      for (const { multiplications, skipped } of executable.productCounts) {
        expect(skipped).toBe(skips ? 'a' : null);
        expect(multiplications).toBe(skips ? nonZero * 256 : whole);
      }
    }
    await executable.dispose();
  });

  it('makes one list for all products that read it', async () => {
    const aCase: Case = { ...base, shares: [0.2, 1] };
    const { counts } = await run({ threads: 1 }, aCase, inputsOf(aCase, 4));
    expect(counts.map(({ listed }) => listed)).toEqual([true, false]);
  });

  it('takes the sparser operand', async () => {
    for (const [shares, skipped] of [
      [[0.4, 0.05], 'b'],
      [[0.05, 0.4], 'a'],
    ] as const) {
      const aCase: Case = { ...base, transposeA: true, shares };
      const { counts } = await run({ threads: 1 }, aCase, inputsOf(aCase, 5));
      expect(counts[0]!.skipped).toBe(skipped);
    }
  });

  it('is not asked for small products, weights, and what sums make', async () => {
    const small: Case = { ...base, sizes: [16, 16, 16], shares: [0, 0] };
    expect((await run({ threads: 1 }, small, inputsOf(small, 6))).counts).toEqual([]);
    const b = new GraphBuilder();
    const [w, v] = [b.input('w', 'f32', [256, 256]), b.input('v', 'f32', [256, 256])];
    const state = [
      { name: 'w', node: w, next: null },
      { name: 'v', node: v, next: null },
    ];
    const product = b.matMul(w, v);
    const graph = b.build({ outputs: { y: b.matMul(product, b.tanh(product)) }, state });
    const executable = (await cpu({ threads: 1 }).compile(graph)) as CpuExecutable;
    expect(executable.productCounts).toEqual([]);
    await executable.dispose();
  });
});

describe.each(simds)('what a shared mask keeps, simd %s', (simd) => {
  /** Both operands of two layouts are masked along k; the first is thin, or the second. */
  function masked(transposeA: boolean): Graph {
    const b = new GraphBuilder();
    const x = b.input('a', 'f32', transposeA ? [300, 130] : [130, 300]);
    const mask = b.input('mask', 'bool', transposeA ? [300, 1] : [1, 300]);
    const w = b.input('b', 'f32', [300, 210]);
    const units = b.input('units', 'bool', [1, 210]);
    const y = b.matMul(b.select(mask, x, 0), w, { transposeA });
    return b.build({ outputs: { y, z: b.select(units, b.matMul(b.select(mask, x, 0), w, { transposeA }), 0) } });
  }
  const flags = (n: number, shape: number[], share: number): TensorData => ({
    dtype: 'bool',
    shape,
    data: Uint8Array.from(noise(n, [n]).data, (u) => +(u + 0.5 < share)),
  });

  it.each([
    [false, [0.2, 1], 'a'],
    [true, [0.2, 1], 'a'],
    [false, [1, 0.1], 'b'],
    [true, [1, 0.1], 'b'],
    [false, [1, 1], null],
  ] as const)('transposed %s, shares %j: skips zeros of %s', async (transposeA, shares, side) => {
    const inputs = {
      a: thinned(1, transposeA ? [300, 130] : [130, 300], shares[0]),
      b: thinned(2, [300, 210], shares[1]),
      mask: flags(300, transposeA ? [300, 1] : [1, 300], 0.6),
      units: flags(210, [1, 210], 0.5),
    };
    const runWith = async (options: CpuOptions) => {
      const executable = (await cpu({ simd, ...options }).compile(masked(transposeA))) as CpuExecutable;
      const outputs = await executable.run(inputs);
      const counts = executable.productCounts;
      await executable.dispose();
      return { outputs, counts };
    };
    const dense = await runWith({ threads: 1, sparse: false });
    const one = await runWith({ threads: 1 });
    expect(one.outputs).toEqual(dense.outputs);
    expect(one.counts.map(({ skipped }) => skipped)).toEqual([side, side]);
    for (const grain of [0, 20_000]) expect((await runWith({ threads: 3, grain })).outputs).toEqual(dense.outputs);
  });

  it('is as it was where the mask drops next to nothing', async () => {
    const inputs = {
      a: thinned(1, [130, 300], 0.2),
      b: noise(2, [300, 210]),
      mask: flags(300, [1, 300], 1),
      units: flags(210, [1, 210], 1),
    };
    const outputs = [];
    for (const sparse of [true, false]) {
      const executable = await cpu({ simd, threads: 1, sparse }).compile(masked(false));
      outputs.push(await executable.run(inputs));
      await executable.dispose();
    }
    expect(outputs[0]).toEqual(outputs[1]);
  });
});
