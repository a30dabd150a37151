/** When dropout helps and when it does not: two experiments on the digits, each over several seeds. */
import { findBackend } from '@bernoulli/api';
import { lineChart, type Interval } from '@bernoulli/charts';
import { loadDigits } from './data/digits.ts';
import { fewDigits, hardDigits, hardDigitsNote, hardDigitsText } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { SimpleNet } from './run/simple-net.ts';
import { spreadOf } from './run/spread.ts';
import { curveOf, difference, runStudy, type Result, type Variant } from './run/study.ts';
import { wideNet } from './run/wide-net.ts';

export interface WhenDropoutHelpsOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number;
}

/** Both experiments: each trains the same network without and with dropout. */
export async function whenDropoutHelps(
  options: WhenDropoutHelpsOptions = {},
): Promise<{ plain: Result[]; hard: Result[] }> {
  // Networks this small run fastest on the backend without an engine behind it.
  const { output = outputTo(), backend: name = 'cpu', seeds = 5, epochs = 30 } = options;
  const backend = await findBackend(name);
  const variants = (without: Variant['model'], withDropout: Variant['model']): Variant[] => [
    { name: 'without dropout', model: without },
    { name: 'with dropout 0.5', model: withDropout },
  ];
  const common = `${seeds} seeds, ${epochs} epochs, batch 32, Adam`;

  const all = loadDigits();
  output.print(`1. SimpleNet (64 hidden units) on all ${all.train.y.length} training digits. ${common}.\n`);
  const plain = await runStudy(
    variants(
      () => new SimpleNet(0),
      () => new SimpleNet(0.5),
    ),
    { seeds, epochs, backend, data: () => all },
    output,
  );
  output.print(`\n${verdict(plain)}\n`);
  await output.save(
    'when-dropout-helps-not.svg',
    chart('SimpleNet on all digits', `64 hidden units · 1,437 digits · ${common}`, [0.75, 1], plain),
  );

  output.print(
    `\n2. Two hidden layers of 256 units on 320 digits, 96 of them with a wrong label. ${common}.\n${hardDigitsNote}\n`,
  );
  const hard = await runStudy(
    variants(
      () => wideNet(),
      () => wideNet({ rate: 0.5 }),
    ),
    { seeds, epochs, backend, data: (seed) => fewDigits(seed, hardDigits) },
    output,
  );
  output.print(`\n${verdict(hard)}\n`);
  await output.save(
    'when-dropout-helps.svg',
    chart('A wide network on few digits, 30 % of them mislabelled', `${hardDigitsText} · ${common}`, [0.7, 1], hard),
  );
  return { plain, hard };
}

/** What the figures say, and no more. */
function verdict([without, withDropout]: readonly Result[]): string {
  const gains = difference(withDropout!, without!);
  const { mean, sd } = spreadOf(gains);
  const count = (wanted: (gain: number) => boolean): number => gains.filter(wanted).length;
  const said = mean <= 0 ? 'does not help' : mean <= sd ? 'helps by less than the spread between seeds' : 'helps';
  return `Here dropout ${said}: of ${gains.length} seeds, ${count((g) => g > 0)} do better with it and ${count((g) => g < 0)} worse.`;
}

function chart(title: string, subtitle: string, yRange: Interval, results: readonly Result[]): string {
  return lineChart({
    title,
    subtitle: `${subtitle} · mean ± standard deviation`,
    xLabel: 'epoch',
    yLabel: 'accuracy on the 360 test digits',
    percent: true,
    yRange,
    series: results.map(curveOf),
  });
}

await runAsProgram(import.meta.url, () => whenDropoutHelps(readOptions({ backend: 'NAME', seeds: 'N' })));
