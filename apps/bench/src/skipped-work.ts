/**
 * Shows which kinds of dropout make a step cheaper by what they drop: `node scripts/source.mjs apps/bench/src/skipped-work.ts DIR`, a folder
 * for the picture. Steps at all rates take turns on one thread of `cpu()`, and are measured by the time of the processor: other programs on
 * the machine are not in it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Dense,
  Dropout,
  DropPath,
  GlobalAveragePooling1D,
  LayerDrop,
  Model,
  PatchDropout,
  SGD,
  TokenDropout,
  type Layer,
  type Tensor,
} from '@bernoulli/api';
import { key, uniform } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { lineChart } from '@bernoulli/charts';
import { figure, toText } from './report/table.ts';
import { median } from './statistics.ts';

const RATES = [0, 0.25, 0.5, 0.75, 0.9];
/** Rounds, and those before them. */
const [ROUNDS, WARM_UP] = [5, 2];
/** Steps of a round: what is dropped is another in each. */
const STEPS = 6;
const [WIDTH, BRANCHES, BATCH, TOKENS, FEATURES, WORDS] = [512, 4, 128, 64, 256, 8];

/** Four branches of two layers beside a shortcut, as in a residual network. */
class Residual extends Model {
  readonly branches: readonly Layer[];
  readonly paths: readonly Layer[];
  readonly widen = new Dense({ units: WIDTH });
  readonly inner: readonly Dense[];
  readonly head = new Dense({ units: 1 });
  constructor(rate: number, kind: 'path' | 'layer') {
    super({ name: 'net' });
    const dense = (activation: 'relu' | 'linear') => new Dense({ units: WIDTH, activation });
    this.inner = Array.from({ length: BRANCHES }, () => dense('relu'));
    const ends = Array.from({ length: BRANCHES }, () => dense('linear'));
    this.branches = ends.map((layer) => (kind === 'layer' ? new LayerDrop({ layer, rate }) : layer));
    this.paths = kind === 'path' ? ends.map(() => new DropPath({ rate })) : [];
  }
  call(x: Tensor): Tensor {
    const end = this.branches.reduce((h, branch, i) => {
      const out = (branch as Dense).apply(this.inner[i]!.apply(h));
      return h.add((this.paths[i] as DropPath | undefined)?.apply(out) ?? out);
    }, this.widen.apply(x));
    return this.head.apply(end.shape.length === 3 ? end.mean(1) : end);
  }
}

/** Layers one after the other. */
class Chain extends Model {
  readonly layers: readonly Layer[];
  constructor(...layers: readonly Layer[]) {
    super({ name: 'net' });
    this.layers = layers;
  }
  call(x: Tensor): Tensor {
    return this.layers.reduce((h, layer) => (layer as Dense).apply(h), x);
  }
}

const relu = (units: number): Dense => new Dense({ units, activation: 'relu' });
const behind = (dropout: (rate: number) => Layer) => (rate: number) =>
  new Chain(relu(1024), dropout(rate), relu(1024), dropout(rate), new Dense({ units: 1 }));
const inFront = (dropout: (rate: number) => Layer) => (rate: number) =>
  new Chain(dropout(rate), relu(512), relu(FEATURES), new GlobalAveragePooling1D(), new Dense({ units: 1 }));

const ON_SEQUENCES = ', on sequences';

/** A kind of dropout, where it stands, and the shape of a row. */
const kinds: readonly [name: string, make: (rate: number) => Model, row: readonly number[]][] = [
  ['Dropout', behind((rate) => new Dropout({ rate })), [WIDTH]],
  ['Dropout, sixteen rows share', behind((rate) => new Dropout({ rate, shareRows: 16 })), [WIDTH]],
  ['Dropout, the batch shares', behind((rate) => new Dropout({ rate, noiseShape: [1, null] })), [WIDTH]],
  ['DropPath', (rate) => new Residual(rate, 'path'), [WIDTH]],
  ['LayerDrop', (rate) => new Residual(rate, 'layer'), [WIDTH]],
  ['TokenDropout', inFront((rate) => new TokenDropout({ rate })), [TOKENS, FEATURES]],
  ['PatchDropout', inFront((rate) => new PatchDropout({ rate })), [TOKENS, FEATURES]],
  [`DropPath${ON_SEQUENCES}`, (rate) => new Residual(rate, 'path'), [WORDS, WIDTH]],
];

/** What trains a kind at a rate for some steps, and gives the processor's milliseconds for one. */
async function ready(make: (rate: number) => Model, row: readonly number[], rate: number) {
  const model = make(rate);
  const rows = row.length === 2 ? BATCH / 4 : BATCH;
  const shape = [rows, ...row];
  const x = { data: uniform(key(1), shape), shape };
  model.compile({
    optimizer: new SGD({ learningRate: 1e-20 }),
    loss: 'mse',
    seed: 1,
    backend: cpu({ threads: 1 }),
  });
  const y = Array.from({ length: rows }, (_, i) => [i % 2]);
  return {
    end: () => model.dispose(),
    step: async (): Promise<number> => {
      const before = process.cpuUsage();
      for (let i = 0; i < STEPS; i++) await model.trainOnBatch(x, y);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / STEPS;
    },
  };
}

const times: number[][] = [];
for (const [, make, row] of kinds) {
  const each = [];
  for (const rate of RATES) each.push(await ready(make, row, rate));
  const taken = RATES.map((): number[] => []);
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [i, { step }] of each.entries()) {
      const time = await step();
      if (round >= 0) taken[i]!.push(time);
    }
  times.push(taken.map(median));
  for (const { end } of each) await end();
}
console.log(
  toText({
    title: `A training step, one thread, processor time in ms, ${process.version}`,
    head: ['', ...RATES.map((rate) => `rate ${rate}`), 'last of first'],
    rows: kinds.map(([name], i) => [name, ...times[i]!.map(figure), figure(times[i]!.at(-1)! / times[i]![0]!)]),
  }),
);
const folder = process.argv[2];
if (folder !== undefined) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'skipped-work.svg');
  const series = kinds.map(([name], i) => ({
    name,
    colour: kinds.findIndex(([other]) => other === name.replace(ON_SEQUENCES, '')),
    dashed: name.endsWith(ON_SEQUENCES),
    points: RATES.map((rate, j) => [rate, times[i]![j]! / times[i]![0]!] as const),
  }));
  const text = {
    title: 'Work that is skipped: a training step over the rate',
    subtitle: `one thread of cpu(), Node ${process.version}; 1 is the step at rate 0`,
    xLabel: 'dropout rate',
    yLabel: 'of the time at rate 0',
  };
  writeFileSync(file, lineChart({ ...text, series }));
  console.log(`Written to ${file}`);
}
