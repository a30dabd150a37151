/** Muon, and settings of optimizers that meet, against Keras's figures on the kernels of every backend. */
import { describe, it } from 'vitest';
import { follow, kerasOptimizer, type OptimizerCase, type Problem } from '../oracles/optimizers.ts';
import { backends } from './backends.ts';
import content from './figures/keras-optimizers-together.json' with { type: 'json' };

const figures: { readonly problem: Problem; readonly cases: readonly object[] } = content;
const cases = figures.cases as readonly OptimizerCase[];

describe.each(Object.entries(backends))('%s', (_, backend) => {
  it.each(cases)('$name', async (c) => {
    const optimizer = kerasOptimizer(c);
    await follow(backend(), { at: () => optimizer }, figures.problem, c, 2e-5);
  });
});
