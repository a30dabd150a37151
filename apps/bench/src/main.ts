/** `npm run bench -- [--json FILE] [--rounds N] [--network TEXT]`: milliseconds per training step, ours beside TF.js layers. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { contenders, reference } from './contenders.ts';
import { measure, type Measurement } from './measure.ts';
import { networks } from './networks.ts';
import { median, table } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    network: { type: 'string', default: '' },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds must be a whole number from 1 up. Received ${options.rounds}.`);
const chosen = networks.filter(({ name }) => name.includes(options.network));
if (chosen.length === 0)
  throw new Error(
    `--network must be part of a name: ${networks.map((n) => n.name).join('; ')}. Received ${options.network}.`,
  );

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
console.log(
  `${machine.processor}, ${machine.cores} cores, Node ${machine.node}; dropout 0.5, Adam, medians of ${rounds} rounds\n`,
);

const all: Measurement[] = [];
for (const network of chosen) {
  const measured = await measure(network, contenders, rounds);
  all.push(...measured);
  console.log(`${network.name} (passes of ${network.steps} steps)\n${table(measured, reference)}\n`);
}

if (options.json !== undefined) {
  const results = all.map((m) => ({ ...m, median: median(m.rounds) }));
  writeFileSync(options.json, `${JSON.stringify({ machine, reference, results }, null, 2)}\n`);
  console.log(`Written to ${options.json}`);
}
