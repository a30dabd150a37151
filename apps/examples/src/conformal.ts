/** Sets of digits that hold the right one as often as wanted: conformal prediction beside sets that trust the network. */
import { findBackend } from '@bernoulli/api';
import { lineChart, type Line } from '@bernoulli/charts';
import { ConformalClassifier, type Predictor } from '@bernoulli/uncertainty';
import { fewDigits, hardDigits, hardDigitsText } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { percent, spreadOf, type Spread } from './run/spread.ts';
import { wideNet } from './run/wide-net.ts';

export interface ConformalOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number;
}

const alphas = [0.02, 0.05, 0.1, 0.2, 0.3] as const;
const ways = ['LAC', 'APS', 'network'] as const;
type Way = (typeof ways)[number];

/** What was reached with one alpha: coverage and mean size of the sets, one element for each seed. */
interface Reached {
  readonly coverage: number[];
  readonly size: number[];
}

/** Coverage and size of the sets by way and alpha. */
export async function conformal(options: ConformalOptions = {}): Promise<Record<Way, readonly Reached[]>> {
  const { output = outputTo(), backend: name = 'cpu', seeds = 5, epochs = 30 } = options;
  const backend = await findBackend(name);
  const run = `${hardDigitsText} · ${seeds} seeds, ${epochs} epochs`;
  output.print(`${run}; calibrated on 300 other digits, judged on 360\n`);
  const empty = (): Reached[] => alphas.map(() => ({ coverage: [], size: [] }));
  const reached: Record<Way, Reached[]> = { LAC: empty(), APS: empty(), network: empty() };

  for (let seed = 1; seed <= seeds; seed++) {
    output.progress(`seed ${seed}`, seed - 1, seeds);
    const { train, validation, test } = fewDigits(seed, { ...hardDigits, validation: 300 });
    const model = wideNet({ rate: 0.2 });
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed, backend });
    await model.fit(train.x, train.y, { epochs, verbose: 0 });
    const known: Predictor = { fit: model.fit.bind(model), predict: (x) => model.predict(x) };
    const probabilities = (await model.predict(test.x)).toArray(2);
    for (const [i, alpha] of alphas.entries()) {
      const setsOf = async (score: 'lac' | 'aps'): Promise<number[][]> => {
        const classifier = new ConformalClassifier(known, { alpha, score, seed });
        return (await classifier.conformalize(validation!.x, validation!.y)).predictSet(test.x);
      };
      const sets = { LAC: await setsOf('lac'), APS: await setsOf('aps'), network: probabilities.map((p) => trusting(p, 1 - alpha)) }; // prettier-ignore
      for (const way of ways) {
        const held = sets[way].filter((set, row) => set.includes(test.y[row]!)).length;
        reached[way][i]!.coverage.push(held / test.y.length);
        reached[way][i]!.size.push(sets[way].reduce((sum, set) => sum + set.length, 0) / test.y.length);
      }
    }
    await model.dispose();
  }

  const cell = ({ coverage, size }: Reached): string =>
    `${percent(spreadOf(coverage))}, ${spreadOf(size).mean.toFixed(1)} digits`.padEnd(28);
  output.print(`wanted   ${ways.map((way) => (way === 'network' ? 'trusting the network' : way).padEnd(28)).join('')}`);
  alphas.forEach((alpha, i) =>
    output.print(
      `${(100 * (1 - alpha)).toFixed(0)} %     ${ways.map((way) => cell(reached[way][i]!)).join('')}`.trimEnd(),
    ),
  );
  await output.save('conformal.svg', chart(reached, run));
  return reached;
}

/** The likeliest digits whose probabilities add up to what is wanted: right, if the network were calibrated. */
function trusting(p: readonly number[], wanted: number): number[] {
  const set: number[] = [];
  let sum = 0;
  for (const [digit, probability] of [...p.entries()].sort(([, a], [, b]) => b - a)) {
    if (sum >= wanted) break;
    set.push(digit);
    sum += probability;
  }
  return set;
}

function chart(reached: Readonly<Record<Way, readonly Reached[]>>, run: string): string {
  const line = (way: Way, name: string): Line => {
    const spreads = reached[way].map(({ coverage }): Spread => spreadOf(coverage));
    return {
      name,
      points: alphas.map((alpha, i) => [100 * (1 - alpha), spreads[i]!.mean]),
      band: spreads.map(({ mean, sd }) => [mean - sd, mean + sd]),
    };
  };
  return lineChart({
    title: 'Conformal sets cover as often as wanted',
    subtitle: `${run} · mean ± standard deviation`,
    xLabel: 'share of the digits that is to be covered, 1 − α, in %',
    yLabel: 'share that is covered',
    percent: true,
    series: [
      line('LAC', 'LAC, calibrated'),
      line('APS', 'APS, calibrated'),
      line('network', 'trusting the network'),
      { name: 'as wanted', points: alphas.map((alpha) => [100 * (1 - alpha), 1 - alpha]), dashed: true, colour: 6 },
    ],
  });
}

await runAsProgram(import.meta.url, () => conformal(readOptions({ backend: 'NAME', seeds: 'N' })));
