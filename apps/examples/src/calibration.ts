/** Four ways to be unsure on UCI's regression sets, over the published splits: likelihood, coverage and width of 90 % intervals. */
import { Adam, Dense, Dropout, findBackend, Model, type ArrayInput, type Backend, type Tensor } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { permutation, siteKey } from '@bernoulli/api/random';
import { intervalChart } from '@bernoulli/charts';
import {
  conformalQuantile,
  DeepEnsemble,
  gaussianNegativeLogLikelihood,
  intervalScore,
  laplaceRegressor,
  mixtureNegativeLogLikelihood,
} from '@bernoulli/uncertainty';
import { pick } from './data/problems.ts';
import { readUci, type NumberRows } from './data/uci.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { spreadOf } from './run/spread.ts';

export interface CalibrationOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  /** Folder with a folder for each set. */
  readonly data?: string | undefined;
  /** How many of the 20 splits. */
  readonly splits?: number | undefined;
  readonly epochs?: number | undefined;
  readonly sets?: readonly string[];
}

const methods = ['MC dropout', 'deep ensemble', 'Laplace, last layer', 'conformal'] as const;
type Method = (typeof methods)[number];

/** What a method reached on one split. */
export interface Judgement {
  /** Mean negative log-likelihood in nats, in the unit of the targets; NaN for intervals alone. */
  readonly nll: number;
  /** Share of the test rows inside their 90 % interval. */
  readonly coverage: number;
  /** Mean width of the intervals, in the unit of the targets. */
  readonly width: number;
}

const alpha = 0.1;
/** Half the width of a 90 % interval of a normal distribution, in standard deviations. */
const wide = 1.6448536269514722;
const hidden = 50;
const members = 5;
const samples = 100;
const rate = 0.05;

export async function calibration(
  options: CalibrationOptions = {},
): Promise<Record<string, Record<Method, Judgement[]>>> {
  const { output = outputTo(), backend: name = 'cpu', data, splits = 20, epochs = 100 } = options;
  const { sets = ['concrete', 'energy', 'wine-quality-red', 'yacht'] } = options;
  if (data === undefined)
    fail('CONFIG', { who: 'calibration', what: 'needs the folder with the sets', hint: 'Hand it in: --data DIR' });
  const backend = await findBackend(name);
  output.print(
    `${hidden} hidden units, ${epochs} epochs, ${splits} splits. A fifth of the training rows is held back: the noise, and the margin of the conformal intervals, are found on it.\n`,
  );
  output.print(`${''.padEnd(18)}${''.padEnd(22)}${'NLL'.padEnd(18)}${'coverage of 90 %'.padEnd(20)}width`);
  const found: Record<string, Record<Method, Judgement[]>> = {};
  for (const set of sets) {
    const own: Record<Method, Judgement[]> = { 'MC dropout': [], 'deep ensemble': [], 'Laplace, last layer': [], conformal: [] }; // prettier-ignore
    found[set] = own;
    for (let split = 0; split < splits; split++) {
      output.progress(`${set}, split ${split}`, sets.indexOf(set) * splits + split, sets.length * splits);
      const judged = await judge(data, set, split, { epochs, backend });
      for (const method of methods) own[method].push(judged[method]);
    }
    for (const method of methods) {
      const cell = (of: (one: Judgement) => number, digits: number): string => {
        const { mean, sd } = spreadOf(own[method].map(of));
        return Number.isNaN(mean) ? '–' : `${mean.toFixed(digits)} ± ${(sd / Math.sqrt(splits)).toFixed(digits)}`;
      };
      const coverage = `${cell((one) => 100 * one.coverage, 1)} %`;
      output.print(
        `${set.padEnd(18)}${method.padEnd(22)}${cell(({ nll }) => nll, 2).padEnd(18)}${coverage.padEnd(20)}${cell(({ width }) => width, 2)}`,
      );
    }
  }
  await output.save(
    'calibration.svg',
    intervalChart({
      title: 'How often 90 % intervals hold the truth',
      subtitle: `${hidden} hidden units · ${splits} published splits · mean ± two standard errors · the line is what was asked for`,
      xLabel: 'coverage in %',
      reference: 90,
      panels: sets.map((set) => ({
        name: set,
        rows: methods.map((method) => {
          const { mean, sd } = spreadOf(found[set]![method].map(({ coverage }) => 100 * coverage));
          const half = (2 * sd) / Math.sqrt(splits);
          return { name: method, mean, low: mean - half, high: mean + half };
        }),
      })),
    }),
  );
  return found;
}

/** One hidden layer, and what goes into the last. */
class Net extends Model {
  readonly hidden = new Dense({ units: hidden, activation: 'relu' });
  readonly dropout: readonly [Dropout, Dropout];
  readonly head = new Dense({ units: 1 });

  constructor(p: number) {
    super({ name: 'net' });
    this.dropout = [new Dropout({ rate: p }), new Dropout({ rate: p })];
  }

  call(x: Tensor) {
    const features = this.dropout[1].apply(this.hidden.apply(this.dropout[0].apply(x)));
    return { features, y: this.head.apply(features) };
  }
}

interface Trial {
  readonly epochs: number;
  readonly backend: Backend;
}

async function trained(p: number, { x, y }: NumberRows, seed: number, { epochs, backend }: Trial): Promise<Net> {
  const net = new Net(p);
  const optimizer = new Adam({ learningRate: 0.01 });
  net.compile({ optimizer, loss: { features: null, y: 'meanSquaredError' }, seed, backend });
  await net.fit(x, { y }, { epochs, verbose: 0 });
  return net;
}

async function judge(folder: string, set: string, split: number, trial: Trial): Promise<Record<Method, Judgement>> {
  const { train, test, unit } = readUci(folder, set, split);
  const order = permutation(siteKey(split, `calibration/${set}`, 0), train.y.shape[0]);
  const held = Math.floor(order.length / 5);
  const [known, others] = [pick(train, order.subarray(held)), pick(train, order.subarray(0, held))];

  /** Predictions and the noise around them: of powers of 10^¼ the variance under which the rows held back are likeliest. */
  const normal = (on: Moments, at: Moments, likelihood = gaussian): Judgement => {
    const noise = noises.reduce((a, b) => (likelihood(others.y, on, b) < likelihood(others.y, on, a) ? b : a));
    const half = at.variance.map((v) => wide * Math.sqrt(v + noise));
    return { nll: likelihood(test.y, at, noise) + Math.log(unit), ...within(at.mean, half) };
  };
  const within = (mean: Float64Array, half: Float64Array): Omit<Judgement, 'nll'> => {
    const { coverage, width } = intervalScore(test.y, mean.map((m, i) => m - half[i]!), mean.map((m, i) => m + half[i]!)); // prettier-ignore
    return { coverage, width: unit * width };
  };

  const dropped = await trained(rate, known, split, trial);
  const sampled = async (x: NumberRows['x']) => {
    const { mean, variance, samples: drawn } = await dropped.sample(x, { samples, keepSamples: true });
    return { mean: mean.y, variance: variance.y, samples: drawn.y };
  };
  const [onHeld, onTest] = [await sampled(others.x), await sampled(test.x)];
  const mc = normal(momentsOf(onHeld), momentsOf(onTest), (y, { samples: drawn }, noiseVariance) =>
    mixtureNegativeLogLikelihood(y, drawn!, { noiseVariance }),
  );
  await dropped.dispose();

  const nets: Net[] = [];
  for (let i = 0; i < members; i++) nets.push(await trained(0, known, 1000 * (split + 1) + i, trial));
  const ensemble = new DeepEnsemble(
    nets.map((net) => ({
      fit: async () => undefined,
      predict: async (x: Parameters<Net['predict']>[0]) => (await net.predict(x)).y,
    })),
  );
  const [several, there] = [await ensemble.sample(others.x), await ensemble.sample(test.x)];
  const together = normal(momentsOf(several), momentsOf(there));

  const net = nets[0]!;
  const weights = await net.getWeights();
  const one = { held: await net.predict(others.x), test: await net.predict(test.x) };
  const laplace = laplaceRegressor((await net.predict(known.x)).features, known.y, {
    kernel: weights['net/head/kernel']!,
    bias: weights['net/head/bias']!,
    noiseVariance: squaredError(others.y.data, Float64Array.from(one.held.y.data)),
  });
  const last = normal(laplace.predict(one.held.features), laplace.predict(one.test.features));

  const residuals = Float64Array.from(one.held.y.data, (value, i) => Math.abs(value - others.y.data[i]!));
  const mean = Float64Array.from(one.test.y.data);
  const conformal = { nll: NaN, ...within(mean, mean.map(() => conformalQuantile(residuals, alpha))) }; // prettier-ignore
  for (const each of nets) await each.dispose();
  return { 'MC dropout': mc, 'deep ensemble': together, 'Laplace, last layer': last, conformal };
}

interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** `[samples, rows, 1]`, of the method that keeps them. */
  readonly samples?: ArrayInput;
}

type Column = { readonly data: ArrayLike<number> };

function momentsOf(of: { mean: Column; variance: Column; samples: ArrayInput }): Moments {
  return { mean: Float64Array.from(of.mean.data), variance: Float64Array.from(of.variance.data), samples: of.samples };
}

/** Variances of the noise that are tried, in units of the scaled targets. */
const noises = Array.from({ length: 21 }, (_, i) => 10 ** (i / 4 - 4.5));

function gaussian(y: ArrayInput, { mean, variance }: Moments, noise: number): number {
  return gaussianNegativeLogLikelihood(
    y,
    mean,
    variance.map((v) => v + noise),
  );
}

function squaredError(y: Float32Array, mean: Float64Array): number {
  return mean.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / mean.length;
}

await runAsProgram(import.meta.url, () =>
  calibration(readOptions({ backend: 'NAME', data: 'DIR', splits: 'N', epochs: 'N' })),
);
