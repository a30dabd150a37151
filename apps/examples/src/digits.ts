/** SimpleNet on the 1,437 embedded digits: test accuracy over several seeds. */
import { loadDigits } from './data/digits.ts';
import { accuracyOverSeeds } from './run/accuracy-over-seeds.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface DigitsOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number | undefined;
}

export async function digits({ output = outputTo(), backend, seeds = 5, epochs = 10 }: DigitsOptions = {}): Promise<
  number[]
> {
  return accuracyOverSeeds({ data: loadDigits(), output, backend, seeds, epochs, verbose: 0 });
}

await runAsProgram(import.meta.url, () => digits(readOptions({ backend: 'NAME', seeds: 'N', epochs: 'N' })));
