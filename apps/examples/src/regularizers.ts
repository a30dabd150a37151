/** L1, L2, dropout, and dropout with max-norm, on few digits of which some have a wrong label. */
import { findBackend, L1, L2, MaxNorm } from '@bernoulli/api';
import { lineChart } from '@bernoulli/charts';
import { fewDigits, hardDigits, hardDigitsNote, hardDigitsText } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { curveOf, runStudy, type Result, type Variant } from './run/study.ts';
import { wideNet } from './run/wide-net.ts';

export interface RegularizersOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number;
}

/** One network, five ways to keep it from learning its training data by heart. */
const variants: readonly Variant[] = [
  { name: 'none', model: () => wideNet() },
  { name: 'L1 0.001', model: () => wideNet({ kernelRegularizer: new L1({ l1: 0.001 }) }) },
  { name: 'L2 0.01', model: () => wideNet({ kernelRegularizer: new L2({ l2: 0.01 }) }) },
  { name: 'dropout 0.5', model: () => wideNet({ rate: 0.5 }) },
  {
    name: 'dropout 0.5, max-norm 2',
    model: () => wideNet({ rate: 0.5, kernelConstraint: new MaxNorm({ maxValue: 2 }) }),
  },
];

export async function regularizers(options: RegularizersOptions = {}): Promise<Result[]> {
  const { output = outputTo(), backend = 'cpu', seeds = 5, epochs = 30 } = options;
  const run = `${hardDigitsText} · ${seeds} seeds, ${epochs} epochs`;
  output.print(`${run}, batch 32, Adam\n${hardDigitsNote}\n`);
  const results = await runStudy(
    variants,
    {
      seeds,
      epochs,
      backend: await findBackend(backend),
      data: (seed) => fewDigits(seed, hardDigits),
    },
    output,
  );
  output.print(
    '\nEach strength is the best of three that were tried on 300 validation digits; the test digits played no part.',
  );
  await output.save(
    'regularizers.svg',
    lineChart({
      title: 'Regularizers on few digits, 30 % of them mislabelled',
      subtitle: `${run} · mean ± standard deviation`,
      xLabel: 'epoch',
      yLabel: 'accuracy on the 360 test digits',
      percent: true,
      yRange: [0.7, 0.95],
      // The last two lie upon each other: dashes let both be seen.
      series: results.map((result, i) => ({ ...curveOf(result), dashed: i === 4 })),
    }),
  );
  return results;
}

await runAsProgram(import.meta.url, () => regularizers(readOptions({ backend: 'NAME', seeds: 'N' })));
