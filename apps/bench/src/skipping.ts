/**
 * Shows what skipping zeros saves: `node scripts/source.mjs apps/bench/src/skipping.ts DIR [MNIST]`, a folder for the picture and
 * the folder of MNIST's files. Steps of `cpu()` with and without it take turns on one thread of one process, and are measured by
 * the time of its processor: other programs on the machine are not in it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu } from '@bernoulli/backend-cpu';
import { lineChart } from '@bernoulli/charts';
import { modelOf } from './contenders/our-models.ts';
import { makeData, networkOf, type Network } from './networks.ts';
import { UsageError } from './options.ts';
import { figure, toText } from './report/table.ts';
import { median } from './statistics.ts';
import { article, deep, wide, wideShared, wider } from './works.ts';

const RATES = [0, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9];
/** Rounds of each, and epochs before them. */
const [ROUNDS, WARM_UP] = [9, 2];
/** Operations of an epoch. */
const PASS = 15e9;

interface Saved {
  readonly network: Network;
  /** Milliseconds per step. */
  readonly whole: number;
  readonly skipping: number;
  /** The median of the ratios round by round. */
  readonly ratio: number;
}

async function compare(network: Network): Promise<Saved> {
  const { sizes, batchSize, steps } = network;
  const { x, y, rows } = makeData(network, steps);
  const models = [false, true].map((sparse) => modelOf(network, cpu({ threads: 1, sparse })));
  const epochOf = async (model: (typeof models)[number]): Promise<number> => {
    const before = process.cpuUsage();
    await model.fit({ data: x, shape: [rows, sizes[0]!] }, y, { epochs: 1, batchSize, verbose: 0 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / steps;
  };
  const times: number[][] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [i, model] of models.entries()) {
      const each = await epochOf(model);
      if (round >= 0) times[i]!.push(each);
    }
  for (const model of models) await model.dispose();
  const [whole, skipping] = times as [number[], number[]];
  return {
    network,
    whole: median(whole),
    skipping: median(skipping),
    ratio: median(whole.map((ms, i) => ms / skipping[i]!)),
  };
}

async function main([folder, mnist]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new UsageError('A folder for the picture is needed.');
  const data = { mnist: mnist ?? null, pass: PASS };
  const cases = [
    ...[article, deep, wideShared, wider].map(({ sizes, batchSize, sharedMasks }) =>
      networkOf(sizes, batchSize, { ...data, sharedMasks }),
    ),
    ...RATES.map((rate) => networkOf(wide.sizes, wide.batchSize, { ...data, rate })),
  ];
  const saved: Saved[] = [];
  for (const network of cases) saved.push(await compare(network));
  const rows = saved.map(({ network, whole, skipping, ratio }) => [
    network.name,
    figure(whole),
    figure(skipping),
    ratio.toFixed(2),
  ]);
  const head = ['', 'zeros multiplied, ms', 'skipped, ms', 'times as fast'];
  console.log(toText({ title: `Steps on one thread, processor time, ${process.version}`, head, rows }));
  const overRates = saved.slice(-RATES.length);
  const line = (name: string, of: (s: Saved) => number) => ({
    name,
    points: overRates.map((s) => [s.network.rate, of(s)] as const),
  });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'skipping.svg');
  const series = [line('zeros multiplied', (s) => s.whole), line('zeros skipped', (s) => s.skipping)];
  const title = `A step of ${networkOf(wide.sizes, wide.batchSize, data).name}`;
  const labels = { xLabel: 'dropout rate', yLabel: 'milliseconds on one thread' };
  writeFileSync(file, lineChart({ title, subtitle: `Node ${process.version}`, ...labels, series }));
  console.log(`Written to ${file}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 2;
}
