/**
 * Times ensembles whose members are one program beside those whose members are trained one by one: `node scripts/source.mjs
 * apps/bench/src/joint-ensemble.ts`. Both take turns on one thread of `cpu()`, with dropout and Adam, for as many epochs and batches.
 */
import { Dense, Dropout, sequential, type Sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { deepEnsemble } from '@bernoulli/uncertainty';
import { figure, toText } from './report/table.ts';
import { median } from './statistics.ts';

const [MEMBERS, ROWS, ROUNDS, WARM_UP] = [5, 1024, 9, 2];
const NETWORKS = [
  [8, 50],
  [64, 128],
  [64, 512],
] as const;

const backend = cpu({ threads: 1 });
const compile = { optimizer: 'adam', loss: 'meanSquaredError', backend } as const;
const net = (units: number): Sequential =>
  sequential([new Dense({ units, activation: 'relu' }), new Dropout({ rate: 0.1 }), new Dense({ units: 1 })], {
    name: 'net',
  });

/** Milliseconds that something takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const lines: string[][] = [];
for (const [features, units] of NETWORKS) {
  const x = Array.from({ length: ROWS }, (_, i) => Array.from({ length: features }, (__, j) => Math.sin(1.3 * i + j)));
  const y = x.map(([a, b]) => [a! * b!]);
  const compiled = (seed: bigint): Sequential => {
    const model = net(units);
    model.compile({ ...compile, seed });
    return model;
  };
  const each = deepEnsemble(compiled, MEMBERS);
  const joint = deepEnsemble(() => net(units), MEMBERS, { compile });
  const options = { epochs: 4, batchSize: 32, verbose: 0 } as const;
  const [training, asking]: [number[][], number[][]] = [[], []];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const fits = [await timed(() => each.fit(x, y, options)), await timed(() => joint.fit(x, y, options))];
    const asked = [await timed(() => each.predict(x)), await timed(() => joint.predict(x))];
    if (round < WARM_UP) continue;
    training.push(fits);
    asking.push(asked);
  }
  const ratio = (times: number[][]): string => figure(median(times.map(([apart, one]) => apart! / one!)));
  const at = (i: number): string => figure(median(training.map((times) => times[i]!)) / options.epochs);
  lines.push([`${features}-${units}-1`, at(0), at(1), ratio(training), ratio(asking)]);
  await each.dispose();
  await joint.dispose();
}
const title = `${MEMBERS} members, ${ROWS} rows, batch 32`;
const head = ['network', 'ms an epoch, one by one', 'as one program', 'times as fast', 'predict'];
process.stdout.write(`${toText({ title, head, rows: lines })}\n`);
