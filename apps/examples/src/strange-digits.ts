/** Which score tells digits that a network never learned from those that it did: confidence, entropy, or disagreement. */
import { Dense, Dropout, findBackend, sequential, type Sequential } from '@bernoulli/api';
import { intervalChart } from '@bernoulli/charts';
import {
  deepEnsemble,
  mutualInformation,
  outOfDistribution,
  predictiveEntropy,
  type Detection,
} from '@bernoulli/uncertainty';
import { loadDigits } from './data/digits.ts';
import type { Examples } from './data/examples.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { percent, spreadOf } from './run/spread.ts';

export interface StrangeDigitsOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number;
}

/** 8 and 9 are not learned. */
const known = 8;
const members = 5;
const samples = 100;

const scores = [
  'confidence, one network',
  'entropy, one network',
  'entropy, MC dropout',
  'disagreement, MC dropout',
  'entropy, ensemble',
  'disagreement, ensemble',
] as const;
type Score = (typeof scores)[number];

/** How well each score tells the digits 8 and 9 from the others, seed by seed. Disagreement is mutual information. */
export async function strangeDigits(options: StrangeDigitsOptions = {}): Promise<Record<Score, Detection[]>> {
  const { output = outputTo(), backend: name = 'cpu', seeds = 5, epochs = 20 } = options;
  const backend = await findBackend(name);
  const { train, test } = loadDigits();
  const [learned, inside] = [only(train, (digit) => digit < known), only(test, (digit) => digit < known)];
  const outside = only(test, (digit) => digit >= known);
  const net = (rate: number, seed: number | bigint): Sequential => {
    const model = sequential(
      [
        new Dense({ units: 64, activation: 'relu' }),
        new Dropout({ rate }),
        new Dense({ units: known, activation: 'softmax' }),
      ],
      { name: 'net' },
    );
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed, backend });
    return model;
  };
  const found = Object.fromEntries(scores.map((score) => [score, [] as Detection[]])) as Record<Score, Detection[]>;
  for (let seed = 1; seed <= seeds; seed++) {
    output.progress(`seed ${seed}`, seed - 1, seeds);
    const dropped = net(0.5, seed);
    await dropped.fit(learned.x, learned.y, { epochs, verbose: 0 });
    const ensemble = deepEnsemble((own) => net(0, own), members, { seed });
    await ensemble.fit(learned.x, learned.y, { epochs, verbose: 0 });
    const judge = async (x: Examples['x']): Promise<Record<Score, Float64Array>> => {
      const one = (await dropped.predict(x)).toArray(2);
      const mc = (await dropped.sample(x, { samples, keepSamples: true })).samples;
      const several = (await ensemble.sample(x)).samples;
      return {
        'confidence, one network': Float64Array.from(one, (p) => 1 - Math.max(...p)),
        'entropy, one network': predictiveEntropy([one]),
        'entropy, MC dropout': predictiveEntropy(mc),
        'disagreement, MC dropout': mutualInformation(mc),
        'entropy, ensemble': predictiveEntropy(several),
        'disagreement, ensemble': mutualInformation(several),
      };
    };
    const [a, b] = [await judge(inside.x), await judge(outside.x)];
    for (const score of scores) found[score].push(outOfDistribution(a[score], b[score]));
    await dropped.dispose();
    await ensemble.dispose();
  }
  output.print(
    `64 hidden units, digits 0 to 7, ${epochs} epochs; told from 8 and 9, which were never seen. ${seeds} seeds\n`,
  );
  output.print(`${''.padEnd(26)}${'AUROC'.padStart(14)}${'AUPR'.padStart(16)}${'FPR95'.padStart(16)}`);
  for (const score of scores) {
    const cell = (of: (one: Detection) => number): string => percent(spreadOf(found[score].map(of))).padStart(16);
    output.print(
      `${score.padEnd(24)}${cell(({ auroc }) => auroc)}${cell(({ aupr }) => aupr)}${cell(({ fpr95 }) => fpr95)}`,
    );
  }
  /** By how much a figure is better than that of confidence, seed by seed, in points. */
  const gains = (score: Score, better: (one: Detection) => number): number[] =>
    found[score].map((one, i) => 100 * (better(one) - better(found[scores[0]][i]!)));
  const figures = { 'AUROC, points more': (d: Detection) => d.auroc, 'FPR95, points less': (d: Detection) => -d.fpr95 };
  await output.save(
    'strange-digits.svg',
    intervalChart({
      title: 'Telling digits that were never learned from those that were',
      subtitle: `64 hidden units, digits 0 to 7 · ${seeds} seeds · gain over the confidence of one network, ± two standard errors`,
      xLabel: 'points gained',
      panels: Object.entries(figures).map(([panel, better]) => ({
        name: panel,
        rows: scores.slice(1).map((score) => {
          const { mean, sd } = spreadOf(gains(score, better));
          const half = (2 * sd) / Math.sqrt(seeds);
          return { name: score, mean, low: mean - half, high: mean + half };
        }),
      })),
    }),
  );
  return found;
}

function only({ x, y }: Examples, chosen: (digit: number) => boolean): Examples {
  const width = x.shape[1]!;
  const rows = [...y.keys()].filter((row) => chosen(y[row]!));
  const data = Float32Array.from({ length: rows.length * width }, (_, i) => x.data[rows[Math.floor(i / width)]! * width + (i % width)]!); // prettier-ignore
  return { x: { dtype: 'f32', shape: [rows.length, width], data }, y: Int32Array.from(rows, (row) => y[row]!) };
}

await runAsProgram(import.meta.url, () => strangeDigits(readOptions({ backend: 'NAME', seeds: 'N' })));
