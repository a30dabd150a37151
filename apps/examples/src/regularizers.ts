/** Against learning by heart: dropout beside everything else that is meant to help, on three data sets. */
import {
  ActivityRegularization,
  Adam,
  BatchNormalization,
  Dense,
  Dropout,
  EarlyStopping,
  findBackend,
  GaussianNoise,
  L1,
  L2,
  MaxNorm,
  OrthogonalRegularizer,
  sequential,
  UnitNorm,
  type Backend,
  type DenseConfig,
  type Layer,
  type Optimizer,
  type Sequential,
} from '@bernoulli/api';
import { siteKey, uniform } from '@bernoulli/api/random';
import { intervalChart, type IntervalRow } from '@bernoulli/charts';
import { DeepEnsemble } from '@bernoulli/uncertainty';
import { problems, type Problem, type Rows } from './data/problems.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { percent, points, spreadOf } from './run/spread.ts';

export interface RegularizersOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  /** Folder with UCI's regression sets, two of which then take the place of the problems that are drawn. */
  readonly data?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number | undefined;
}

/** One way of training the same network. */
interface Way {
  readonly name: string;
  readonly dense?: DenseConfig | Partial<DenseConfig>;
  /** What stands before the first layer, and after each hidden one. */
  readonly input?: () => Layer;
  readonly hidden?: () => Layer;
  readonly optimizer?: () => Optimizer;
  readonly stops?: boolean;
  /** Networks on as many rows, drawn with replacement, that are asked together. */
  readonly bags?: number;
}

const ways: readonly Way[] = [
  { name: 'nothing' },
  { name: 'dropout 0.5', hidden: () => new Dropout({ rate: 0.5 }) },
  { name: 'dropout 0.2', hidden: () => new Dropout({ rate: 0.2 }) },
  { name: 'L2 0.01', dense: { kernelRegularizer: new L2({ l2: 0.01 }) } },
  { name: 'L1 0.001', dense: { kernelRegularizer: new L1({ l1: 0.001 }) } },
  { name: 'weight decay 2', optimizer: () => new Adam({ weightDecay: 2 }) },
  { name: 'max-norm 1', dense: { kernelConstraint: new MaxNorm({ maxValue: 1 }) } },
  { name: 'unit-norm', dense: { kernelConstraint: new UnitNorm() } },
  { name: 'orthogonal 1', dense: { kernelRegularizer: new OrthogonalRegularizer({ factor: 1 }) } },
  { name: 'activity L1 0.001', hidden: () => new ActivityRegularization({ l1: 0.001 }) },
  { name: 'early stopping', stops: true },
  { name: 'EMA 0.99', optimizer: () => new Adam({ useEma: true, emaMomentum: 0.99 }) },
  { name: 'SWA', optimizer: () => new Adam({ swaStart: 100, swaFrequency: 10 }) },
  { name: 'BatchNormalization', hidden: () => new BatchNormalization({ momentum: 0.9 }) },
  { name: 'noise 0.3 on inputs', input: () => new GaussianNoise({ stddev: 0.3 }) },
  { name: 'bagging, 5 networks', bags: 5 },
];

/** Scores of a way on a problem, one for each seed: accuracy, or the share of the variance that is explained (R²). */
export interface WayResult {
  readonly problem: string;
  readonly way: string;
  readonly scores: readonly number[];
}

const units = 128;

export async function regularizers(options: RegularizersOptions = {}): Promise<WayResult[]> {
  const { output = outputTo(), backend: name = 'cpu', data, seeds = 5, epochs = 60 } = options;
  const backend = await findBackend(name);
  const all = problems(data);
  const run = `2 × ${units} hidden units · ${seeds} seeds, ${epochs} epochs, batch 32, Adam`;
  output.print(
    `${run}. Accuracy for classes, share of the variance explained (R²) for numbers; gains in points, seed by seed.\n`,
  );
  const results: WayResult[] = [];
  for (const problem of all) {
    output.print(`${problem.name}\n${''.padEnd(24)}${'test'.padStart(16)}${'against nothing'.padStart(18)}`);
    for (const way of ways) {
      const scores: number[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        output.progress(`${problem.name}: ${way.name}, seed ${seed}`, results.length, all.length * ways.length);
        scores.push(await score(way, problem, { seed, epochs, backend }));
      }
      results.push({ problem: problem.name, way: way.name, scores });
      const gain = way.name === 'nothing' ? '' : points(spreadOf(gains(results, problem.name, way.name)));
      output.print(`${way.name.padEnd(24)}${percent(spreadOf(scores)).padStart(16)}${gain.padStart(18)}`.trimEnd());
    }
    const helped = ways.filter(({ name: way }) => way !== 'nothing' && told(gains(results, problem.name, way)) > 0);
    output.print(`Helped: ${helped.map(({ name: way }) => way).join(', ') || 'nothing'}.\n`);
  }
  const everywhere = ways.filter(({ name: way }) => way !== 'nothing' && all.every((p) => told(gains(results, p.name, way)) > 0)); // prettier-ignore
  output.print(
    `Helped on all ${all.length}: ${everywhere.map(({ name: way }) => way).join(', ') || 'none of them'}. A gain counts where its mean is more than two standard errors above 0.`,
  );
  await output.save('regularizers.svg', chart(all, results, run));
  return results;
}

function gains(results: readonly WayResult[], problem: string, way: string): number[] {
  const of = (name: string): readonly number[] =>
    results.find((one) => one.problem === problem && one.way === name)!.scores;
  return of(way).map((value, i) => value - of('nothing')[i]!);
}

/** Mean ± two standard errors. */
function intervalOf(values: readonly number[]): Omit<IntervalRow, 'name'> {
  const { mean, sd } = spreadOf(values);
  const half = (2 * sd) / Math.sqrt(values.length);
  return { mean, low: mean - half, high: mean + half };
}

/** 1 for a gain, −1 for a loss, 0 for what cannot be told. */
function told(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const { low, high } = intervalOf(values);
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

function chart(all: readonly Problem[], results: readonly WayResult[], run: string): string {
  const inPoints = (value: number): number => 100 * value;
  return intervalChart({
    title: 'What helped against learning by heart, and what did not',
    subtitle: `${run} · mean gain over seeds ± two standard errors`,
    xLabel: 'points gained',
    panels: all.map(({ name }) => ({
      name,
      rows: ways
        .filter(({ name: way }) => way !== 'nothing')
        .map(({ name: way }) => {
          const { mean, low, high } = intervalOf(gains(results, name, way));
          return { name: way, mean: inPoints(mean), low: inPoints(low), high: inPoints(high) };
        }),
    })),
  });
}

interface Trial {
  readonly seed: number;
  readonly epochs: number;
  readonly backend: Backend;
}

async function score(way: Way, problem: Problem, trial: Trial): Promise<number> {
  const { train, validation, test } = problem.data(trial.seed);
  const members: Sequential[] = [];
  for (let bag = 0; bag < (way.bags ?? 1); bag++) {
    const seed = way.bags === undefined ? trial.seed : 1000 * trial.seed + bag;
    const model = network(way, problem, { ...trial, seed });
    const { x, y } = way.bags === undefined ? train : bagOf(train, seed);
    await model.fit(x, y, {
      epochs: trial.epochs,
      verbose: 0,
      ...(way.stops ? { validationData: [validation.x, validation.y], callbacks: [new EarlyStopping({ patience: 5 })] } : {}), // prettier-ignore
    });
    members.push(model);
  }
  const ensemble = new DeepEnsemble(members);
  const { data } = await ensemble.predict(test.x);
  await ensemble.dispose();
  return problem.kind === 'classes' ? accuracy(data, numbersOf(test.y)) : explained(data, numbersOf(test.y));
}

function network(
  { dense, input, hidden, optimizer }: Way,
  { kind, outputs }: Problem,
  { seed, backend }: Trial,
): Sequential {
  const layer = (): Layer[] => [new Dense({ units, activation: 'relu', ...dense }), ...(hidden ? [hidden()] : [])];
  const last = new Dense({ units: outputs, activation: kind === 'classes' ? 'softmax' : 'linear' });
  const model = sequential([...(input ? [input()] : []), ...layer(), ...layer(), last], { name: 'net' });
  const loss = kind === 'classes' ? 'sparseCategoricalCrossentropy' : 'meanSquaredError';
  model.compile({ optimizer: optimizer?.() ?? 'adam', loss, seed, backend });
  return model;
}

/** As many rows, drawn with replacement: a bootstrap sample (L. Breiman, "Bagging Predictors", Machine Learning 24, 1996). */
function bagOf({ x, y }: Rows, seed: number): Rows {
  const [rows, width] = x.shape;
  const drawn = Array.from(uniform(siteKey(seed, 'regularizers/bag', 0), [rows]), (u) => Math.floor(u * rows));
  const data = Float32Array.from({ length: rows * width }, (_, i) => x.data[drawn[Math.floor(i / width)]! * width + (i % width)]!); // prettier-ignore
  const labels = numbersOf(y);
  const chosen = drawn.map((row) => labels[row]!);
  return { x: { data, shape: [rows, width] }, y: y instanceof Int32Array ? Int32Array.from(chosen) : chosen.map((value) => [value]) }; // prettier-ignore
}

function numbersOf(y: Rows['y']): ArrayLike<number> {
  return 'data' in y ? y.data : (y as Int32Array);
}

function accuracy(p: Float64Array, labels: ArrayLike<number>): number {
  const classes = p.length / labels.length;
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const own = p.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === labels[row]) right++;
  }
  return right / labels.length;
}

/** 1 − Σ(y − f)² / Σ(y − ȳ)². */
function explained(f: Float64Array, y: ArrayLike<number>): number {
  const mean = Array.from(y).reduce((sum, value) => sum + value, 0) / y.length;
  const off = f.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0);
  return 1 - off / Array.from(y).reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

await runAsProgram(import.meta.url, () =>
  regularizers(readOptions({ backend: 'NAME', data: 'DIR', seeds: 'N', epochs: 'N' })),
);
