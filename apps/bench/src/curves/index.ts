/** `--curves DIR`: the cost of a step over width, batch and threads, as pictures and as data. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineChart } from '@bernoulli/charts';
import { effortOf } from '../effort.ts';
import { describe, thisMachine } from '../machine.ts';
import { measure } from '../measure.ts';
import type { Contender } from '../contenders/index.ts';
import type { Options } from '../options.ts';
import { absentees } from '../report/absent.ts';
import { growthTable, pointLine } from '../report/curves-table.ts';
import { toText } from '../report/table.ts';
import type { Absence } from '../results.ts';
import { chosenContenders } from '../run.ts';
import { plans, shownByDefault, takesThreads, type Plan, type Point } from './plan.ts';
import { growths, linesOf, pricesOf, type Taken } from './series.ts';

/** @throws UsageError for names that there are not. */
export async function drawCurves(options: Options, folder: string, print: (text: string) => void): Promise<void> {
  const named = chosenContenders(options);
  const who = options.contender.length > 0 ? named : named.filter(shownByDefault);
  const machine = thisMachine();
  mkdirSync(folder, { recursive: true });
  const taken: Taken[] = [];
  const absent: Absence[] = [];
  const all = plans(machine.cores);
  for (const plan of all)
    for (const point of plan.points) {
      const found = await takePoint(plan, point, who, options, machine.cores);
      taken.push(...found.taken);
      absent.push(...found.absent);
      print(pointLine(plan.axis, point.x, found.taken));
    }
  const prices = pricesOf(taken);
  for (const { axis, title, xLabel } of all) {
    const lines = linesOf(taken, axis, prices);
    if (lines.length === 0) continue;
    const chart = { title, subtitle: describe(machine), xLabel, yLabel: 'milliseconds per step', logarithmic: true };
    writeFileSync(join(folder, `${axis}.svg`), lineChart({ ...chart, series: lines }));
  }
  const growth = growths(taken, prices);
  const data = { format: 1, machine, prices: Object.fromEntries(prices), growth, absent, points: taken };
  writeFileSync(join(folder, 'curves.json'), `${JSON.stringify(data, null, 2)}\n`);
  if (absent.length > 0) print(absentees(absent));
  if (growth.length > 0) print(toText(growthTable(growth)));
  print(`Written to ${folder}`);
}

async function takePoint(
  { axis }: Plan,
  { x, network, threads }: Point,
  who: readonly Contender[],
  options: Options,
  cores: number,
): Promise<{ taken: Taken[]; absent: readonly Absence[] }> {
  const work = { name: `${axis} ${x}`, job: { kind: 'train', network }, group: axis } as const;
  const entries = who
    .filter(({ takes }) => takes(work.job))
    .filter((contender) => threads === undefined || takesThreads(contender, threads, cores))
    .map((contender) => ({
      work,
      contender: threads === undefined ? contender : { ...contender, options: { ...contender.options, threads } },
    }));
  const { results, absent } = await measure(entries, effortOf(options), options.python);
  return {
    absent,
    taken: results.map(({ contender, ours, rounds }) => ({ axis, x, network, contender, ours, rounds })),
  };
}
