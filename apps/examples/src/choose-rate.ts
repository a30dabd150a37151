/** Choosing a dropout rate: rates that share all their randomness, and which of them cannot be told apart. */
import { findBackend } from '@bernoulli/api';
import { rateChart } from '@bernoulli/charts';
import { findRate, type RateSearch } from '@bernoulli/uncertainty';
import { fewDigits, hardDigits, hardDigitsText } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { wideNet } from './run/wide-net.ts';

export interface ChooseRateOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  /** Parts of the data, each held back once. */
  readonly folds?: number | undefined;
  /** Epochs for each rate and fold, on average; rates that stay to the end get more. */
  readonly epochs?: number;
  readonly rates?: readonly number[];
}

/** Looks for a rate on 320 digits, of which some have a wrong label, and says how it does on digits that played no part. */
export async function chooseRate(options: ChooseRateOptions = {}): Promise<RateSearch> {
  const { output = outputTo(), backend: name = 'cpu', folds = 5, epochs = 30 } = options;
  const { rates = [0, 0.1, 0.3, 0.5, 0.7, 0.9] } = options;
  const backend = await findBackend(name);
  const { train, test } = fewDigits(1, hardDigits);
  const build = ({ rate, seed }: { rate: number; seed: number | bigint }) => {
    const model = wideNet({ rate });
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed, backend });
    return model;
  };
  const budget = epochs * rates.length * folds;
  output.print(`${hardDigitsText} · ${folds} folds, ${budget} epochs for all, batch 32, Adam\n`);
  const search = await findRate(build, train, { rates, folds, budget, seed: 1 });
  output.print('rate  epochs  loss on the rows held back  behind the best, 95 % interval');
  for (const { rate, epochs: trained, scores, behind } of search.results) {
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const interval =
      rate === search.leader ? 'the best' : `${signed(behind.mean)}  [${signed(behind.low)}, ${signed(behind.high)}]`;
    output.print(
      `${rate.toFixed(2)}  ${String(trained).padStart(6)}  ${mean.toFixed(3).padStart(12)}               ${interval}`,
    );
  }
  output.print(
    '\nA rate that falls back is trained no further, and is held against the best after as many epochs as it had.',
  );
  const told = search.alike.length === 0 ? 'no other rate' : search.alike.join(', ');
  output.print(`Best: ${search.leader}. Cannot be told from it on this evidence: ${told}.`);
  output.print(
    search.rate === 'none'
      ? 'Answer: none. No rate can be told to be better than no dropout.'
      : `Answer: ${search.rate}. It is better than no dropout.`,
  );
  for (const rate of new Set([0, search.leader])) {
    const model = build({ rate, seed: 1 });
    await model.fit(train.x, train.y, { epochs, verbose: 0 });
    const { accuracy } = await model.evaluate(test.x, test.y);
    await model.dispose();
    output.print(
      `On 360 test digits with right labels, after ${epochs} epochs: rate ${rate} reaches ${(100 * accuracy!).toFixed(1)} %.`,
    );
  }
  await output.save(
    'choose-rate.svg',
    rateChart({ search, subtitle: `${hardDigitsText} · ${folds} folds · mean and 95 % interval of the difference` }),
  );
  return search;
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)}`;
}

await runAsProgram(import.meta.url, () => chooseRate(readOptions({ backend: 'NAME', folds: 'N' })));
