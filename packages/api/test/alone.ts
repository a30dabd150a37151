/** A layer alone as a model, and its moments over many samples. */
import { sequential, type Layer, type RowLike, type Sequential } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { expect } from 'vitest';
import { SIGMAS } from './statistics.ts';

/** A layer alone as a model called `net`, on rows of a shape. */
export function alone(layer: Layer, row: RowLike, seed = 3): Sequential {
  const model = sequential([layer], { name: 'net' });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed, backend: interpreter() });
  model.buildFor(row);
  return model;
}

/** A mean of n numbers of a variance is where it should be. */
export function expectNear(got: number, want: number, variance: number, n: number): void {
  expect(Math.abs(got - want)).toBeLessThan(SIGMAS * Math.sqrt(variance / n) + 1e-6);
}

const samples = 4000;

/** What a model that can be sampled gives. */
interface Sampled {
  sample(
    x: readonly (readonly number[])[],
    options: { readonly samples: number; readonly seed: number },
  ): Promise<{ readonly mean: unknown; readonly variance: unknown }>;
}

/** Mean and variance of each output, over many samples of one row, are those of a law. */
export async function expectMoments(
  model: Sampled,
  row: readonly number[],
  mean: readonly number[],
  variance: readonly number[],
): Promise<void> {
  const got = await model.sample([row], { samples, seed: 8 });
  const [means, variances] = [got.mean, got.variance].map((value) => (value as { data: Float32Array }).data);
  mean.forEach((value, i) => {
    expectNear(means![i]!, value, variance[i]!, samples);
    // Fourth moments of what is drawn here are below 4 σ⁴.
    const spread = variance[i]! * Math.sqrt(4 / samples);
    expect(Math.abs(variances![i]! - variance[i]!)).toBeLessThan(SIGMAS * spread + 1e-6);
  });
}
