/** The tests of the two files of optimizers, on a set of backends. */
import type { Backend } from '@bernoulli/api';
import { describe, it } from 'vitest';
import { isKnown, tally } from './known.ts';
import { follow, kerasOptimizer, type OptimizerCase, type Problem, type Trajectory } from './optimizers.ts';
import { describeOracle } from './oracle-file.ts';
import { torchForm, type TorchCase } from './torch-optimizers.ts';

/** Runs every case that this library can build, on every backend. */
export function optimizerOracles(backends: Readonly<Record<string, () => Backend>>): void {
  describeOracle<{ problem: Problem; cases: readonly OptimizerCase[] }>('keras-optimizers.json', (file) => {
    const { problem, cases } = file;
    const built = cases.filter((c) => isKnown(() => kerasOptimizer(c)));
    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$name', async (c) => {
        const optimizer = kerasOptimizer(c);
        await follow(backend(), { at: () => optimizer }, problem, c, 2e-5);
      });
    });
    tally({ of: cases, run: built, label: (c) => `${c.class} (${Object.keys(c.config).join(', ')})` });
  });

  describeOracle<{ problem: Problem; cases: readonly (TorchCase & { params: Trajectory })[] }>(
    'torch-optimizers.json',
    ({ problem, cases }) => {
      const built = cases.filter((c) => {
        const form = torchForm(c);
        return typeof form !== 'string' && isKnown(() => form.at(0));
      });
      describe.each(Object.entries(backends))('%s', (_, backend) => {
        it.each(built)('$name', async (c) => {
          const form = torchForm(c);
          if (typeof form !== 'string') await follow(backend(), form, problem, c, 2e-6);
        });
      });
      tally({
        of: cases,
        run: built,
        label: (c) => {
          const form = torchForm(c);
          return typeof form === 'string' ? `${c.class} (${form})` : c.class;
        },
      });
    },
  );
}
