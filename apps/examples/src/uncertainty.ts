/** How sure is a prediction? Monte-Carlo dropout, an ensemble and a Bayesian last layer on a curve that was measured in two places only. */
import { Adam, Dense, Dropout, findBackend, Model, type Backend, type Tensor } from '@bernoulli/api';
import { siteKey, uniform } from '@bernoulli/api/random';
import { uncertaintyChart, type Point } from '@bernoulli/charts';
import { deepEnsemble, gaussianNegativeLogLikelihood, intervalScore, laplaceRegressor } from '@bernoulli/uncertainty';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface UncertaintyOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number;
  readonly samples?: number;
  /** Networks of the ensemble. */
  readonly members?: number;
}

const truth = (x: number): number => Math.sin(2 * x) + 0.3 * x;
const ends = [-5, 5] as const;
/** Where there are measurements. */
const measured = (x: number): boolean => Math.abs(x) > 1.2 && Math.abs(x) < 3.5;
/** Variance of what a measurement is off: uniform, by up to 0.2. */
const noise = 0.4 ** 2 / 12;

/** A curve, and how sure a way of making it is. */
export interface Way {
  readonly name: string;
  readonly mean: Float64Array;
  readonly sigma: Float64Array;
  /** Mean σ where there are measurements, and where there are none. */
  readonly near: number;
  readonly far: number;
}

export async function uncertainty(options: UncertaintyOptions = {}): Promise<Way[]> {
  const { output = outputTo(), backend: name = 'cpu', epochs = 600, samples = 200, members = 5 } = options;
  const backend = await findBackend(name);
  const observed = observations(7);
  const x = observed.map(([at]) => [at]);
  const y = observed.map(([, value]) => [value]);
  const xs = Array.from({ length: 161 }, (_, i) => ends[0] + (i / 160) * (ends[1] - ends[0]));
  const rows = xs.map((at) => [at]);
  output.print(`${observed.length} observations, ${epochs} epochs; the noise of the observations has a σ of ${Math.sqrt(noise).toFixed(2)}\n`); // prettier-ignore

  const dropped = curveNet(0.2, 7, backend);
  await dropped.fit(x, { y }, { epochs, verbose: 0 });
  const thinned = await dropped.sample(rows, { samples });

  const ensemble = deepEnsemble((seed) => alone(curveNet(0, seed, backend)), members, { seed: 7 });
  await ensemble.fit(x, y, { epochs, verbose: 0 });
  const together = await ensemble.sample(rows);

  const first = ensemble.members[0]!.net;
  const weights = await first.getWeights();
  const laplace = laplaceRegressor((await first.predict(x)).features, y, {
    kernel: weights['curveNet/head/kernel']!,
    bias: weights['curveNet/head/bias']!,
    noiseVariance: noise,
  });
  const last = laplace.predict((await first.predict(rows)).features);
  await dropped.dispose();
  await ensemble.dispose();

  const ways = [
    wayOf(`Monte-Carlo dropout 0.2, ${samples} thinned networks`, xs, thinned.mean.y.data, thinned.variance.y.data),
    wayOf(`Deep ensemble, ${members} networks`, xs, together.mean.data, together.variance.data),
    wayOf('Laplace, last layer of one network', xs, last.mean, last.variance),
  ];
  output.print(`${''.padEnd(50)}  mean σ measured  elsewhere   NLL   coverage of ± 2σ, with the noise`);
  for (const way of ways) {
    const v = way.sigma.map((sigma) => sigma ** 2 + noise);
    const real = xs.map(truth);
    const end = (side: number): Float64Array => way.mean.map((mean, i) => mean + 2 * side * Math.sqrt(v[i]!));
    const nll = gaussianNegativeLogLikelihood(real, way.mean, v);
    const { coverage } = intervalScore(real, end(-1), end(1));
    const cells = [way.near.toFixed(2).padStart(15), way.far.toFixed(2).padStart(10), nll.toFixed(1).padStart(8)];
    output.print(`${way.name.padEnd(50)}${cells.join(' ')} ${(100 * coverage).toFixed(0).padStart(6)} %`);
  }
  const files = ['uncertainty', 'uncertainty-ensemble', 'uncertainty-laplace'];
  for (const [i, way] of ways.entries()) await output.save(`${files[i]!}.svg`, chart(way, xs, observed));
  return ways;
}

/** A curve, and what goes into the last layer. */
class CurveNet extends Model {
  readonly first = new Dense({ units: 128, activation: 'relu' });
  readonly second = new Dense({ units: 128, activation: 'relu' });
  readonly drop: readonly [Dropout, Dropout];
  readonly head = new Dense({ units: 1 });

  constructor(rate: number) {
    super({ name: 'curveNet' });
    this.drop = [new Dropout({ rate }), new Dropout({ rate })];
  }

  call(x: Tensor) {
    const features = this.drop[1].apply(this.second.apply(this.drop[0].apply(this.first.apply(x))));
    return { features, y: this.head.apply(features) };
  }
}

function curveNet(rate: number, seed: number | bigint, backend: Backend): CurveNet {
  const net = new CurveNet(rate);
  const optimizer = new Adam({ learningRate: 0.003 });
  net.compile({ optimizer, loss: { features: null, y: 'meanSquaredError' }, seed, backend });
  return net;
}

/** A network as a member of an ensemble, which predicts the curve alone. */
function alone(net: CurveNet) {
  return {
    net,
    fit: (x: Parameters<CurveNet['fit']>[0], y?: Parameters<CurveNet['fit']>[1], options?: Parameters<CurveNet['fit']>[2]) => net.fit(x, { y: y as number[][] }, options), // prettier-ignore
    predict: async (x: Parameters<CurveNet['predict']>[0]) => (await net.predict(x)).y,
    dispose: () => net.dispose(),
  };
}

function wayOf(name: string, xs: readonly number[], mean: ArrayLike<number>, variance: ArrayLike<number>): Way {
  const sigma = Float64Array.from(variance, Math.sqrt);
  const average = (chosen: (x: number) => boolean): number => {
    const some = sigma.filter((_, i) => chosen(xs[i]!));
    return some.reduce((sum, s) => sum + s, 0) / some.length;
  };
  return { name, mean: Float64Array.from(mean), sigma, near: average(measured), far: average((x) => !measured(x)) };
}

function chart({ name, mean, sigma }: Way, xs: readonly number[], observed: readonly Point[]): string {
  return uncertaintyChart({
    title: 'Less sure away from the observations',
    subtitle: `${name}; the noise of the observations themselves is not in it`,
    xLabel: 'x',
    xRange: ends,
    yLabel: 'y',
    yRange: [-7, 7],
    observed,
    mean: xs.map((x, i): Point => [x, mean[i]!]),
    band: xs.map((_, i) => [mean[i]! - 2 * sigma[i]!, mean[i]! + 2 * sigma[i]!]),
    bandName: 'mean ± 2σ',
    truth: xs.map((x): Point => [x, truth(x)]),
  });
}

/** Points on the true curve, off by up to 0.2. */
function observations(seed: number): Point[] {
  const draws = uniform(siteKey(seed, 'uncertainty/x', 0), [200]);
  const off = uniform(siteKey(seed, 'uncertainty/noise', 0), [200]);
  return Array.from(draws, (u, i): Point => {
    const x = ends[0] + u * (ends[1] - ends[0]);
    return [x, truth(x) + 0.4 * (off[i]! - 0.5)];
  }).filter(([x]) => measured(x));
}

await runAsProgram(import.meta.url, () => uncertainty(readOptions({ backend: 'NAME' })));
