/** Models whose dropout the batch shares, as users write them: which products are compacted, and that training comes out the same. */
import { Dense, Dropout, SGD, sequential, type ActivationName, type DropoutConfig } from '@bernoulli/api';
import { fillUniform, key, type Backend, type Graph } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { planCompaction } from '../src/compact/plan.ts';
import type { CpuExecutable } from '../src/executable.ts';
import { cpu } from '../src/index.ts';

const [ROWS, FEATURES, UNITS, CLASSES] = [64, 72, 128, 64];

function random(seed: number, rows: number, columns: number): number[][] {
  const draws = new Float32Array(rows * columns);
  fillUniform(key(seed), draws);
  return Array.from({ length: rows }, (_, i) => [...draws.subarray(i * columns, (i + 1) * columns)]);
}

interface Trained {
  /** How many products of a training step leave something out. */
  readonly compacted: number;
  readonly weights: Readonly<Record<string, { readonly data: ArrayLike<number> }>>;
}

/** Trains for two epochs. */
async function train(activation: ActivationName, dropout: DropoutConfig, backend: Backend): Promise<Trained> {
  const graphs: Graph[] = [];
  const model = sequential([
    ...[new Dense({ units: UNITS, activation }), new Dropout(dropout)],
    ...[new Dense({ units: UNITS, activation }), new Dropout(dropout)],
    new Dense({ units: CLASSES }),
  ]);
  const compile: Backend['compile'] = (graph, options) => {
    graphs.push(graph);
    return backend.compile(graph, options);
  };
  const optimizer = new SGD({ learningRate: 0.1 });
  model.compile({ optimizer, loss: 'meanSquaredError', seed: 3, backend: { ...backend, compile } });
  await model.fit(random(1, ROWS, FEATURES), random(2, ROWS, CLASSES), { epochs: 2, batchSize: ROWS, verbose: 0 });
  const weights = await model.getWeights();
  await model.dispose();
  return { compacted: Math.max(...graphs.map((g) => planCompaction(g).size)), weights };
}

function expectNear(got: Trained, wanted: Trained): void {
  for (const [name, { data }] of Object.entries(wanted.weights)) {
    const largest = Math.max(...Array.from(data, Math.abs));
    const off = Array.from(data, (w, i) => Math.abs(w - got.weights[name]!.data[i]!));
    expect(Math.max(...off), name).toBeLessThanOrEqual(3e-6 * largest);
  }
}

const perUnit = Array.from({ length: UNITS }, (_, j) => 0.25 + (0.5 * j) / UNITS);

describe('Dropout that the batch shares', () => {
  it.each(['relu', 'leakyRelu', 'elu', 'selu', 'gelu', 'silu', 'tanh', 'sigmoid'] as const)(
    'trains as with whole products: %s',
    async (activation) => {
      const dropout: DropoutConfig = { rate: perUnit, noiseShape: [1, null] };
      const got = await train(activation, dropout, cpu());
      expectNear(got, await train(activation, dropout, cpu({ compaction: false })));
      // Three forward and five backward: all there are.
      expect(got.compacted).toBe(8);
    },
  );

  it('has no effect on products when each row draws for itself', async () => {
    expect((await train('relu', { rate: 0.5 }, cpu())).compacted).toBe(0);
  });
});

describe('Dropout that groups of rows share', () => {
  it('skips what each group drops, in all products around it, to the bit', async () => {
    const weights: unknown[] = [];
    for (const sparse of [true, false]) {
      const executables: CpuExecutable[] = [];
      const backend = cpu({ sparse });
      const compile: Backend['compile'] = async (graph, options) => {
        const executable = await backend.compile(graph, options);
        executables.push(executable as CpuExecutable);
        return executable;
      };
      const hidden = () => [new Dense({ units: 256, activation: 'relu' }), new Dropout({ rate: 0.5, shareRows: 16 })];
      const model = sequential([...hidden(), ...hidden(), new Dense({ units: 256 })]);
      model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 3, backend: { ...backend, compile } });
      await model.fit(random(1, 64, 256), random(2, 64, 256), { epochs: 1, batchSize: 64, verbose: 0 });
      weights.push(await model.getWeights());
      const counts = executables.flatMap(({ productCounts }) => productCounts);
      // The data have no zeros. Of a layer, and of its gradient, a quarter is left: half is dropped, and half of the rest is asleep.
      const shares = counts.map(({ m, k, n, multiplications }) => multiplications / (m * k * n));
      if (sparse) expect(shares.map((share) => share < 0.3)).toEqual([false, ...Array<boolean>(6).fill(true)]);
      await model.dispose();
    }
    expect(weights[0]).toEqual(weights[1]);
  });
});
