/** SimpleNet on MNIST, read from --data DIR or downloaded once: test accuracy over several seeds. */
import type { Verbosity } from '@bernoulli/api';
import { loadMnist } from './data/mnist.ts';
import { accuracyOverSeeds } from './run/accuracy-over-seeds.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface MnistOptions {
  readonly output?: Output;
  /** Directory with the four IDX files, plain or gzipped. Default: downloaded, checked against their SHA-256, and kept. */
  readonly data?: string | undefined;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number | undefined;
  readonly verbose?: Verbosity;
}

export async function mnist(options: MnistOptions = {}): Promise<number[]> {
  const { output = outputTo(), data: dir, backend, seeds = 1, epochs = 10, verbose = 'auto' } = options;
  const data = await loadMnist(dir === undefined ? {} : { dir });
  return accuracyOverSeeds({ data, output, backend, seeds, epochs, verbose });
}

await runAsProgram(import.meta.url, () =>
  mnist(readOptions({ data: 'DIR', backend: 'NAME', seeds: 'N', epochs: 'N' })),
);
