/** Dropout at the beginning only, at the end only, or all the way: does the published direction show at this scale? */
import { findBackend, schedules, type Schedule } from '@bernoulli/api';
import { lineChart } from '@bernoulli/charts';
import { fewDigits, type FewDigits } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { percent, points, spreadOf } from './run/spread.ts';
import { wideNet } from './run/wide-net.ts';

export interface EarlyLateOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number | undefined;
}

const ways = ['none', 'early', 'late', 'throughout'] as const;
type Way = (typeof ways)[number];

/** A network and its data, and what Liu et al. say about it. */
interface Setting {
  readonly name: string;
  readonly units: number;
  readonly rate: number;
  readonly digits: FewDigits;
}

const settings: readonly Setting[] = [
  { name: 'too small: 2 × 6 hidden units, 1,000 digits', units: 6, rate: 0.1, digits: { count: 1000 } },
  { name: 'too large: 2 × 256 hidden units, 320 digits, 96 mislabelled', units: 256, rate: 0.5, digits: { count: 320, wrong: 0.3 } }, // prettier-ignore
];

export interface EarlyLate {
  /** For the small network: training loss of `early` above that of `none`, seed by seed; below 0 as published. */
  readonly early: readonly number[];
  /** For the large one: test accuracy of `late` above that of `none`, seed by seed; above 0 as published. */
  readonly late: readonly number[];
}

/**
 * Source: Z. Liu, Z. Xu, J. Jin, Z. Shen and T. Darrell, "Dropout Reduces Underfitting", ICML 2023: early dropout lowers the training loss of
 * networks that are too small for their data, late dropout the test error of those that are too large.
 */
export async function earlyLate(options: EarlyLateOptions = {}): Promise<EarlyLate> {
  const { output = outputTo(), backend: name = 'cpu', seeds = 10, epochs = 40 } = options;
  const backend = await findBackend(name);
  const lines: { way: Way; setting: number; curve: number[] }[] = [];
  const found: { loss: number[]; accuracy: number[] }[][] = [];
  for (const [s, setting] of settings.entries()) {
    const boundary = Math.max(1, Math.floor(epochs / 2) * Math.ceil(setting.digits.count / 32));
    output.print(`${setting.name}; dropout ${setting.rate}; ${seeds} seeds, ${epochs} epochs, the first half is early`);
    output.print(`${''.padEnd(12)}${'training loss'.padStart(18)}${'test accuracy'.padStart(18)}`);
    found.push([]);
    for (const way of ways) {
      const result = { loss: [] as number[], accuracy: [] as number[] };
      const curve = new Array<number>(epochs).fill(0);
      for (let seed = 1; seed <= seeds; seed++) {
        output.progress(`${way}, seed ${seed}`, lines.length * seeds + seed - 1, settings.length * ways.length * seeds);
        const { train, test } = fewDigits(seed, setting.digits);
        const model = wideNet({ units: setting.units, rate: scheduleOf(way, setting.rate, boundary) });
        model.compile({
          optimizer: 'adam',
          loss: 'sparseCategoricalCrossentropy',
          metrics: ['accuracy'],
          seed,
          backend,
        });
        const { history } = await model.fit(train.x, train.y, { epochs, validationData: [test.x, test.y], verbose: 0 });
        // Without noise, over all rows: the loss that `fit` sees has the masks in it.
        result.loss.push((await model.evaluate(train.x, train.y))['loss']!);
        result.accuracy.push(history['valAccuracy']!.at(-1)!);
        history['valAccuracy']!.forEach((accuracy, epoch) => (curve[epoch]! += accuracy / seeds));
        await model.dispose();
      }
      const { mean, sd } = spreadOf(result.loss);
      output.print(
        `${way.padEnd(12)}${`${mean.toFixed(3)} ± ${sd.toFixed(3)}`.padStart(18)}${percent(spreadOf(result.accuracy)).padStart(18)}`,
      );
      found[s]!.push(result);
      lines.push({ way, setting: s, curve });
    }
    output.print('');
  }
  const above = (s: number, way: Way, of: 'loss' | 'accuracy'): number[] =>
    found[s]![ways.indexOf(way)]![of].map((value, i) => value - found[s]![0]![of][i]!);
  const result = { early: above(0, 'early', 'loss'), late: above(1, 'late', 'accuracy') };
  const loss = spreadOf(result.early);
  output.print(
    `Early dropout in the small network changes the training loss by ${loss.mean.toFixed(3)} ± ${loss.sd.toFixed(3)}: ${verdict(result.early.map((d) => -d))}`,
  );
  output.print(
    `Late dropout in the large network changes the test accuracy by ${points(spreadOf(result.late))} points: ${verdict(result.late)}`,
  );
  await output.save(
    'early-late.svg',
    lineChart({
      title: 'Dropout early, late, or throughout',
      subtitle: `2 × 256 hidden units, 320 digits, 96 mislabelled · dropout 0.5 · mean of ${seeds} seeds`,
      xLabel: 'epoch',
      yLabel: 'accuracy on the 360 test digits',
      percent: true,
      yRange: [0.7, 0.95],
      series: lines
        .filter(({ setting }) => setting === 1)
        .map(({ way, curve }) => ({
          name: way,
          points: curve.map((y, epoch) => [epoch + 1, y] as const),
          marked: false,
        })),
    }),
  );
  return result;
}

function scheduleOf(way: Way, rate: number, boundary: number): number | Schedule {
  if (way === 'none') return 0;
  if (way === 'throughout') return rate;
  return schedules[way]({ value: rate, steps: boundary });
}

/** Whether gains over seeds are told from 0: their mean is more than two standard errors away. */
function verdict(gains: readonly number[]): string {
  const { mean, sd } = spreadOf(gains);
  const error = sd / Math.sqrt(gains.length);
  if (gains.length < 2 || Math.abs(mean) <= 2 * error) return 'the published direction did not show.';
  return mean > 0 ? 'the published direction shows.' : 'the opposite of the published direction shows.';
}

await runAsProgram(import.meta.url, () => earlyLate(readOptions({ backend: 'NAME', seeds: 'N', epochs: 'N' })));
