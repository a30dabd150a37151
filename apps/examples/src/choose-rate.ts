/** Choosing a dropout rate: validation accuracy over rates, with the spread between seeds that says how much to believe. */
import { findBackend } from '@bernoulli/api';
import { lineChart } from '@bernoulli/charts';
import { fewDigits, hardDigits, hardDigitsText } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { percent, spreadOf, type Spread } from './run/spread.ts';
import { runVariant } from './run/study.ts';
import { wideNet } from './run/wide-net.ts';

export interface ChooseRateOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number;
  readonly rates?: readonly number[];
}

interface Trial {
  readonly rate: number;
  /** Validation accuracy after the last epoch, one element per seed. */
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** Returns the rate with the best mean validation accuracy, and those that cannot be told from it. */
export async function chooseRate(options: ChooseRateOptions = {}): Promise<{ best: number; alike: number[] }> {
  const { output = outputTo(), backend: name = 'cpu', seeds = 5, epochs = 30 } = options;
  const { rates = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] } = options;
  const backend = await findBackend(name);
  const run = `${hardDigitsText} · ${seeds} seeds, ${epochs} epochs`;
  output.print(`${run}, batch 32, Adam\n\nrate  accuracy on 300 validation digits`);
  const trials: Trial[] = [];
  for (const rate of rates) {
    const { curves, test } = await runVariant(
      { name: `rate ${rate}`, model: () => wideNet({ rate }) },
      { seeds, epochs, backend, data: (seed) => fewDigits(seed, { ...hardDigits, validation: 300 }) },
    );
    const validation = curves.map((curve) => curve.at(-1)!);
    trials.push({ rate, validation, test });
    output.print(`${rate.toFixed(1).padStart(4)}  ${percent(spreadOf(validation))}`);
  }

  const best = trials.reduce((a, b) => (spreadOf(b.validation).mean > spreadOf(a.validation).mean ? b : a));
  const alike = trials.filter((trial) => trial !== best && withinSpread(behind(trial, best)));
  output.print(
    `\nBest: ${best.rate}. Test accuracy there, which played no part in the choice: ${percent(spreadOf(best.test))}.`,
  );
  output.print(
    alike.length === 0
      ? 'Every other rate is behind by more than the spread between seeds.'
      : `The difference is within the spread between seeds for ${alike.map(({ rate }) => rate).join(', ')}: on this evidence these are as good.`,
  );
  await output.save('choose-rate.svg', chart(trials, run));
  return { best: best.rate, alike: alike.map(({ rate }) => rate) };
}

/** By how much a rate is behind another, seed by seed: both saw the same data, labels, weights and order. */
function behind(trial: Trial, best: Trial): Spread {
  return spreadOf(best.validation.map((accuracy, i) => accuracy - trial.validation[i]!));
}

function withinSpread({ mean, sd }: Spread): boolean {
  return mean <= sd;
}

function chart(trials: readonly Trial[], run: string): string {
  const spreads = trials.map(({ validation }) => spreadOf(validation));
  return lineChart({
    title: 'Validation accuracy over dropout rates',
    subtitle: `${run} · mean ± standard deviation`,
    xLabel: 'dropout rate',
    yLabel: 'accuracy on 300 validation digits',
    percent: true,
    series: [
      {
        name: 'validation accuracy',
        points: trials.map(({ rate }, i) => [rate, spreads[i]!.mean]),
        band: spreads.map(({ mean, sd }) => [mean - sd, mean + sd]),
      },
    ],
  });
}

await runAsProgram(import.meta.url, () => chooseRate(readOptions({ backend: 'NAME', seeds: 'N' })));
