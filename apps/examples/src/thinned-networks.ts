/** All 2ⁿ thinned networks of a small one: what they say together, and how near weight scaling and k samples come to it. */
import { Dense, Dropout, findBackend, Model, type Tensor } from '@bernoulli/api';
import { lineChart } from '@bernoulli/charts';
import { predictiveMean, softmax } from '@bernoulli/uncertainty';
import { loadDigits } from './data/digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface ThinnedNetworksOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number;
  /** How many hidden units there are, and so 2ⁿ thinned networks. */
  readonly units?: number;
}

const rows = 40;
const rate = 0.5;
const counts = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const;

/** One hidden layer, from which dropout thins. */
class SmallNet extends Model {
  readonly hidden: Dense;
  readonly dropout = new Dropout({ rate });
  readonly classes = new Dense({ units: 10, activation: 'softmax' });

  constructor(units: number) {
    super({ name: 'smallNet' });
    this.hidden = new Dense({ units, activation: 'relu' });
  }

  call(x: Tensor): Tensor {
    return this.classes.apply(this.dropout.apply(this.hidden.apply(x)));
  }
}

export interface Thinned {
  /** Σ P(m) over all masks: 1. */
  readonly total: number;
  /** Mean distance of weight scaling from the mean over all thinned networks. */
  readonly scaling: number;
  /** The same from their geometric mean. */
  readonly geometric: number;
  /** Mean distance of the mean of k samples, for each k. */
  readonly samples: readonly number[];
}

/** Distances are total variation: the largest difference of the probability of any event. */
export async function thinnedNetworks(options: ThinnedNetworksOptions = {}): Promise<Thinned> {
  const { output = outputTo(), backend = 'cpu', epochs = 30, units = 10 } = options;
  const { train, test } = loadDigits();
  const model = new SmallNet(units);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    seed: 7,
    backend: await findBackend(backend),
  });
  await model.fit(train.x, train.y, { epochs, verbose: 0 });
  const x = { data: (test.x.data as Float32Array).slice(0, rows * 64), shape: [rows, 64] };

  const every = 2 ** units;
  const masks = Array.from({ length: every }, (_, m) => Uint8Array.from({ length: units }, (_u, j) => (m >> j) & 1));
  const { probabilities, logarithms } = await allThinned(model, x, masks);
  const log = await Promise.all(
    masks.map((mask) => model.logProbability({ 'smallNet/dropout': { data: mask, shape: [1, units] } })),
  );
  const weights = log.map(Math.exp);
  const total = weights.reduce((sum, p) => sum + p, 0);
  const truth = weighted(probabilities, weights);
  const geometric = softmax({ data: weighted(logarithms, weights), shape: [rows, 10] }).data;

  const scaled = Float64Array.from((await model.predict(x)).data);
  const { samples } = await model.sample(x, { samples: counts.at(-1)!, keepSamples: true });
  const size = rows * 10;
  const distances = counts.map((k) => {
    const first = { data: (samples.data as Float32Array).slice(0, k * size), shape: [k, rows, 10] };
    return distance(predictiveMean(first).data, truth);
  });
  await model.dispose();

  const found = { total, scaling: distance(scaled, truth), geometric: distance(scaled, geometric), samples: distances };
  output.print(
    `${units} hidden units, dropout ${rate}: ${every} thinned networks, whose probabilities add up to ${total.toFixed(9)}`,
  );
  output.print(`Distance from their mean, over ${rows} test digits (0: the same, 1: nothing in common):`);
  output.print(`  weight scaling, one run          ${found.scaling.toFixed(4)}`);
  counts.forEach((k, i) =>
    output.print(`  mean of ${String(k).padStart(3)} samples              ${distances[i]!.toFixed(4)}`),
  );
  const enough = counts.find((_, i) => distances[i]! < found.scaling);
  output.print(
    `Weight scaling is the normalized geometric mean (distance ${found.geometric.toExponential(1)}), not the mean. ` +
      (enough === undefined
        ? 'No number of samples tried comes nearer.'
        : `${enough} samples come nearer to the mean than it does.`),
  );
  await output.save(
    'thinned-networks.svg',
    lineChart({
      title: `Two ways to the mean of ${every.toLocaleString('en-US')} thinned networks`,
      subtitle: `${units} hidden units, dropout ${rate} · ${rows} test digits · distance: total variation`,
      xLabel: 'samples',
      yLabel: 'distance from the mean',
      logarithmic: true,
      series: [
        { name: 'mean of k samples', points: counts.map((k, i) => [k, distances[i]!]) },
        { name: 'weight scaling', points: counts.map((k) => [k, found.scaling]), dashed: true },
        { name: '1 / √k', points: counts.map((k) => [k, distances[0]! / Math.sqrt(k)]), dashed: true, colour: 6 },
      ],
    }),
  );
  return found;
}

/** What each thinned network says of each row, as probabilities and as logits: worked out from the weights, in double precision. */
async function allThinned(model: SmallNet, x: { data: Float32Array; shape: number[] }, masks: readonly Uint8Array[]) {
  const weights = await model.getWeights();
  const of = (path: string): Float64Array => Float64Array.from(weights[`smallNet/${path}`]!.data);
  const [w1, b1, w2, b2] = [of('hidden/kernel'), of('hidden/bias'), of('classes/kernel'), of('classes/bias')];
  const units = b1.length;
  const hidden = new Float64Array(rows * units);
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < units; j++) {
      let sum = b1[j]!;
      for (let p = 0; p < 64; p++) sum += x.data[row * 64 + p]! * w1[p * units + j]!;
      hidden[row * units + j] = Math.max(0, sum) / (1 - rate);
    }
  const logarithms = masks.map((mask) =>
    Float64Array.from({ length: rows * 10 }, (_, i) => {
      const [row, c] = [Math.floor(i / 10), i % 10];
      let sum = b2[c]!;
      for (let j = 0; j < units; j++) if (mask[j]) sum += hidden[row * units + j]! * w2[j * 10 + c]!;
      return sum;
    }),
  );
  return { logarithms, probabilities: logarithms.map((data) => softmax({ data, shape: [rows, 10] }).data) };
}

function weighted(values: readonly Float64Array[], weights: readonly number[]): Float64Array {
  return values[0]!.map((_, i) => values.reduce((sum, value, m) => sum + weights[m]! * value[i]!, 0));
}

function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / 2 / rows;
}

await runAsProgram(import.meta.url, () => thinnedNetworks(readOptions({ backend: 'NAME' })));
