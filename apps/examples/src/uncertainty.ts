/** How sure is a prediction? Monte-Carlo dropout on a curve that was measured in two places only. */
import { Adam, Dense, Dropout, findBackend, sequential } from '@bernoulli/api';
import { siteKey, uniform } from '@bernoulli/api/random';
import { uncertaintyChart, type Point } from '@bernoulli/charts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface UncertaintyOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number;
  readonly samples?: number;
}

const truth = (x: number): number => Math.sin(2 * x) + 0.3 * x;
const ends = [-5, 5] as const;
/** Where there are measurements. */
const measured = (x: number): boolean => Math.abs(x) > 1.2 && Math.abs(x) < 3.5;

/** Mean σ of the predictions where there are measurements, and where there are none. */
export async function uncertainty(options: UncertaintyOptions = {}): Promise<{ near: number; far: number }> {
  const { output = outputTo(), backend = 'cpu', epochs = 600, samples = 200 } = options;
  const observed = observations(7);
  const model = sequential([
    new Dense({ units: 128, activation: 'relu' }),
    new Dropout({ rate: 0.2 }),
    new Dense({ units: 128, activation: 'relu' }),
    new Dropout({ rate: 0.2 }),
    new Dense({ units: 1 }),
  ]);
  model.compile({
    optimizer: new Adam({ learningRate: 0.003 }),
    loss: 'meanSquaredError',
    seed: 7,
    backend: await findBackend(backend),
  });
  await model.fit(
    observed.map(([x]) => [x]),
    observed.map(([, y]) => [y]),
    { epochs, verbose: 0 },
  );

  const xs = Array.from({ length: 161 }, (_, i) => ends[0] + (i / 160) * (ends[1] - ends[0]));
  const { mean, variance } = await model.sample(
    xs.map((x) => [x]),
    { samples },
  );
  await model.dispose();
  const sigma = xs.map((_, i) => Math.sqrt(variance.data[i]!));
  const average = (chosen: (x: number) => boolean): number => {
    const some = sigma.filter((_, i) => chosen(xs[i]!));
    return some.reduce((sum, s) => sum + s, 0) / some.length;
  };
  const [near, far] = [average(measured), average((x) => !measured(x))];
  output.print(
    `${observed.length} observations, ${epochs} epochs, ${samples} thinned networks at each of ${xs.length} points`,
  );
  output.print(`mean σ where there are observations: ${near.toFixed(2)}; where there are none: ${far.toFixed(2)}`);
  await output.save(
    'uncertainty.svg',
    uncertaintyChart({
      title: 'Monte-Carlo dropout: less sure away from the observations',
      subtitle: `σ over ${samples} thinned networks (rate 0.2); the noise of the observations themselves is not in it`,
      xLabel: 'x',
      xRange: ends,
      yLabel: 'y',
      observed,
      mean: xs.map((x, i): Point => [x, mean.data[i]!]),
      band: xs.map((_, i) => [mean.data[i]! - 2 * sigma[i]!, mean.data[i]! + 2 * sigma[i]!]),
      bandName: 'mean ± 2σ',
      truth: xs.map((x): Point => [x, truth(x)]),
    }),
  );
  return { near, far };
}

/** Points on the true curve, off by up to 0.2. */
function observations(seed: number): Point[] {
  const draws = uniform(siteKey(seed, 'uncertainty/x', 0), [200]);
  const noise = uniform(siteKey(seed, 'uncertainty/noise', 0), [200]);
  return Array.from(draws, (u, i): Point => {
    const x = ends[0] + u * (ends[1] - ends[0]);
    return [x, truth(x) + 0.4 * (noise[i]! - 0.5)];
  }).filter(([x]) => measured(x));
}

await runAsProgram(import.meta.url, () => uncertainty(readOptions({ backend: 'NAME' })));
