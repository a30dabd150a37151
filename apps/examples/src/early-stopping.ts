/** Against overfitting without dropout: stop early, pull the weights to zero, or take fewer units. */
import { EarlyStopping, findBackend, L2 } from '@bernoulli/api';
import { lineChart, type Line } from '@bernoulli/charts';
import { fewDigits, hardDigits, hardDigitsNote, hardDigitsText } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { curveOf, runStudy, type Result, type Variant } from './run/study.ts';
import { wideNet } from './run/wide-net.ts';

export interface EarlyStoppingOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number;
}

const variants: readonly Variant[] = [
  { name: 'nothing', model: () => wideNet() },
  {
    name: 'early stopping',
    model: () => wideNet(),
    callbacks: () => [new EarlyStopping({ monitor: 'valLoss', patience: 3 })],
  },
  { name: 'L2 0.01', model: () => wideNet({ kernelRegularizer: new L2({ l2: 0.01 }) }) },
  { name: '32 units per layer', model: () => wideNet({ units: 32 }) },
  { name: '(dropout 0.5)', model: () => wideNet({ rate: 0.5 }) },
];

export async function earlyStopping(options: EarlyStoppingOptions = {}): Promise<Result[]> {
  const { output = outputTo(), backend = 'cpu', seeds = 5, epochs = 30 } = options;
  const run = `${hardDigitsText} · ${seeds} seeds, ${epochs} epochs`;
  output.print(`${run}, batch 32, Adam. Early stopping watches the loss on 300 other digits.\n${hardDigitsNote}\n`);
  const results = await runStudy(
    variants,
    {
      seeds,
      epochs,
      backend: await findBackend(backend),
      data: (seed) => fewDigits(seed, { ...hardDigits, validation: 300 }),
    },
    output,
  );
  const stopped = results[1]!.curves.map((curve) => curve.length);
  output.print(
    `\nEarly stopping ended training after ${Math.min(...stopped)} to ${Math.max(...stopped)} epochs, and went back to the best.`,
  );
  await output.save(
    'early-stopping.svg',
    lineChart({
      title: 'Overfitting, and four ways against it',
      subtitle: `${run} · mean ± standard deviation`,
      xLabel: 'epoch',
      yLabel: 'accuracy on 300 validation digits',
      percent: true,
      yRange: [0.7, 0.95],
      series: results.map((result, i) => (i === 1 ? stoppedCurve(result) : curveOf(result))),
    }),
  );
  return results;
}

/** It lies on the first variant's curve until it ends: dashes let both be seen. */
function stoppedCurve(result: Result): Line {
  const { name, points } = curveOf(result);
  return { name, points, dashed: true };
}

await runAsProgram(import.meta.url, () => earlyStopping(readOptions({ backend: 'NAME', seeds: 'N' })));
