/** Which dropout rate, and whether any: trials that share all their randomness, and fewer of them from round to round. */
import type { ArrayInput, Model } from '@bernoulli/api';
import { fail, field, list, oneOf, optional, rate, readConfig, text, whole, within } from '@bernoulli/api/ir';
import { readValues, requireRows } from '../input/values.ts';
import { seedOf } from '../input/seed-of.ts';
import { seedField } from '../input/fields.ts';
import { compare, type Comparison } from './compare.ts';
import { foldsOf, type Fold } from './folds.ts';

export interface FindRateOptions {
  /** The rates to try, each in [0, 1], two or more. Without 0 among them it is added: that is what the others have to beat. Default 0, 0.1 … 0.8. */
  readonly rates?: readonly number[] | undefined;
  /** Parts of the data, each held back once, from 2 up. Default 5. */
  readonly folds?: number | undefined;
  /** Epochs that all trainings may take together. Default: 20 for each rate and fold. */
  readonly budget?: number | undefined;
  /** Figure of `evaluate` to choose by. Default `'loss'`. */
  readonly monitor?: string | undefined;
  /** Whether smaller or larger is better. Must be given for any other figure than the loss, of which smaller is better. */
  readonly mode?: 'min' | 'max' | undefined;
  /** Confidence of the intervals, in [0.5, 0.999]. Default 0.95. */
  readonly confidence?: number | undefined;
  /** Rows per step. Default 32. */
  readonly batchSize?: number | undefined;
  /** What folds and trainings follow from. Default 0. */
  readonly seed?: number | bigint | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What `build` is told: the rate, and the seed that the model must be compiled with. */
export interface RateTrial {
  readonly rate: number;
  readonly seed: bigint;
}

/** A rate and how it did. */
export interface RateResult {
  readonly rate: number;
  /** Epochs that each of its models was trained for. */
  readonly epochs: number;
  /** The figure on the rows held back after that many epochs, one for each fold. */
  readonly scores: readonly number[];
  /** How much worse than the leader, where both had had as many epochs; above 0 is worse. Of the leader itself: nothing. */
  readonly behind: Comparison;
}

export interface RateSearch {
  /** The rate that was found, or `'none'`: no rate can be told to be better than none. */
  readonly rate: number | 'none';
  /** The rate with the best mean in the last round. */
  readonly leader: number;
  /** Rates that cannot be told from the leader: the interval of what they are behind holds 0. */
  readonly alike: readonly number[];
  /** All rates, in their order. */
  readonly results: readonly RateResult[];
  readonly monitor: string;
  readonly mode: 'min' | 'max';
  readonly confidence: number;
  /** Epochs that were trained, all together. */
  readonly spent: number;
}

const fields = {
  rates: list(rate(), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]),
  folds: whole(2, 5),
  budget: optional(whole(1)),
  monitor: text('loss'),
  mode: optional(oneOf(['min', 'max'] as const)),
  confidence: within(0.5, 0.999, 0.95),
  batchSize: whole(1, 32),
  seed: seedField(),
  signal: optional(
    field<AbortSignal>('be an AbortSignal', (x) => typeof x === 'object' && x !== null && 'aborted' in x),
  ),
};

/** A rate in the race, with a model for each fold. */
interface Runner {
  readonly rate: number;
  readonly models: readonly Model[];
  /** Scores after each round: fold by fold. */
  readonly rounds: number[][];
  epochs: number;
}

/**
 * Compares dropout rates on parts of the data that are held back in turn. In a fold, all rates share their seed: the same first weights, the same
 * order of the rows, the same uniform numbers behind the masks, so that what differs is the rate (common random numbers). After each round the
 * worse half is left behind, and the others train on with what they would have needed (successive halving); rate 0 runs to the end.
 *
 * It says how sure that is: for each rate the interval of what it is behind the leader, over the folds, by Student's t with the variance times
 * 1/k + 1/(k − 1), since trainings share rows. Where rate 0 cannot be told to be worse than the leader, the answer is `'none'`. Intervals are for one
 * comparison each.
 *
 * Source: Z. Karnin, T. Koren and O. Somekh, "Almost Optimal Exploration in Multi-Armed Bandits", ICML 2013, for halving; C. Nadeau and Y. Bengio,
 * "Inference for the Generalization Error", Machine Learning 52 (2003), for the variance.
 *
 * @param build makes a model for a rate, and compiles it with the seed
 * @param data rows and their labels
 * @throws BernoulliError `CONFIG` for bad options, a budget that is too small, and a model that was compiled with another seed; `DATA` for fewer rows
 * than folds; `NAME` for a figure that the model does not have; what `fit` throws.
 * @example
 * ```ts
 * import { Dense, Dropout, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { findRate } from '@bernoulli/uncertainty';
 * const backend = cpu();
 * const x = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(i)]);
 * const y = x.map(([a, b]) => [a! * b!]);
 * const { rate, results } = await findRate(
 *   ({ rate, seed }) => {
 *     const model = sequential([new Dense({ units: 8, activation: 'tanh' }), new Dropout({ rate }), new Dense({ units: 1 })], { name: 'net' });
 *     model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed, backend });
 *     return model;
 *   },
 *   { x, y },
 *   { rates: [0, 0.5], folds: 3, budget: 30 },
 * );
 * results.map(({ epochs }) => epochs); // => [5, 5]
 * rate === 'none' || rate === 0.5; // => true
 * ```
 */
export async function findRate(
  build: (trial: RateTrial) => Model,
  data: { readonly x: ArrayInput; readonly y: ArrayInput },
  options: FindRateOptions = {},
): Promise<RateSearch> {
  const who = 'findRate';
  if (typeof build !== 'function') fail('CONFIG', { who, what: 'build must be a function', received: typeof build });
  const settings = readConfig(who, options, fields);
  const { folds, monitor, seed, confidence } = settings;
  const rates = [...new Set([0, ...settings.rates])].sort((a, b) => a - b);
  if (rates.length < 2) fail('CONFIG', { who, what: 'there must be a rate other than 0', received: settings.rates });
  const mode = settings.mode ?? (monitor === 'loss' ? 'min' : undefined);
  if (mode === undefined)
    return fail('CONFIG', {
      who,
      what: `mode must say whether a larger ${monitor} is better, 'max', or a smaller, 'min'`,
    });
  const x = readValues(data.x, { who, name: 'x', axes: ['rows', '…'] });
  const y = readValues(data.y, { who, name: 'y', axes: ['rows', '…'] });
  requireRows(who, 'y', y, x.shape[0]!, 'x');
  if (x.shape[0]! < folds)
    fail('DATA', { who, what: `there must be a row for each of ${folds} folds`, received: x.shape[0] });

  const rounds = Math.ceil(Math.log2(rates.length));
  const budget = settings.budget ?? 20 * rates.length * folds;
  const perRound = Math.floor(budget / rounds);
  if (perRound < rates.length * folds)
    fail('CONFIG', {
      who,
      what: `${rates.length} rates in ${folds} folds take ${rounds} rounds, and so a budget of ${rounds * rates.length * folds} epochs or more`,
      received: budget,
    });

  const parts = foldsOf(x, y, folds, seed);
  const runners = rates.map((each): Runner => ({
    rate: each,
    models: parts.map((_, fold) => modelOf(build, { rate: each, seed: seedOf(seed, '#rates/seed', fold) })),
    rounds: [],
    epochs: 0,
  }));
  try {
    let active = runners;
    for (let round = 0; round < rounds; round++) {
      const epochs = Math.floor(perRound / (active.length * folds));
      for (const runner of active) await train(runner, parts, epochs, { ...settings, monitor });
      if (round < rounds - 1) active = better(active, mode);
    }
    return conclude(runners, active, { monitor, mode, confidence, folds });
  } finally {
    for (const { models } of runners) for (const model of models) await model.dispose();
  }
}

function modelOf(build: (trial: RateTrial) => Model, trial: RateTrial): Model {
  const model = build(trial);
  if (BigInt.asUintN(64, BigInt(model.seed)) !== trial.seed)
    fail('CONFIG', {
      who: 'findRate',
      what: 'build must compile the model with the seed that it is handed',
      received: String(model.seed),
    });
  return model;
}

async function train(
  runner: Runner,
  folds: readonly Fold[],
  epochs: number,
  settings: { monitor: string; batchSize: number; signal: AbortSignal | undefined },
): Promise<void> {
  const { monitor, batchSize, signal } = settings;
  const scores: number[] = [];
  for (const [i, { train: rows, validation }] of folds.entries()) {
    const model = runner.models[i]!;
    await model.fit(rows.x, rows.y, { epochs, batchSize, signal, verbose: 0 });
    const logs = await model.evaluate(validation.x, validation.y, { signal });
    const score = logs[monitor];
    if (score === undefined)
      fail('NAME', {
        who: 'findRate',
        what: `there is no figure ${monitor} to choose by`,
        hint: `There are ${Object.keys(logs).join(', ')}`,
      });
    scores.push(score);
  }
  runner.rounds.push(scores);
  runner.epochs += epochs;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** In which sense less is better. */
function cost(scores: readonly number[], mode: 'min' | 'max'): number {
  return (mode === 'min' ? 1 : -1) * mean(scores);
}

/** The better half, in the order of their rates; and rate 0, whatever it did. */
function better(active: readonly Runner[], mode: 'min' | 'max'): Runner[] {
  const ranked = active.toSorted((a, b) => cost(a.rounds.at(-1)!, mode) - cost(b.rounds.at(-1)!, mode));
  const kept = new Set(ranked.slice(0, Math.ceil(active.length / 2)));
  return active.filter((runner) => runner.rate === 0 || kept.has(runner));
}

function conclude(
  runners: readonly Runner[],
  finalists: readonly Runner[],
  { monitor, mode, confidence, folds }: Pick<RateSearch, 'monitor' | 'mode' | 'confidence'> & { folds: number },
): RateSearch {
  const leader = finalists.reduce((a, b) => (cost(b.rounds.at(-1)!, mode) < cost(a.rounds.at(-1)!, mode) ? b : a));
  const sign = mode === 'min' ? 1 : -1;
  const results = runners.map(({ rate: own, rounds, epochs }): RateResult => {
    const scores = rounds.at(-1)!;
    const others = leader.rounds[rounds.length - 1]!;
    const behind = compare(
      scores.map((score, fold) => sign * (score - others[fold]!)),
      confidence,
    );
    return { rate: own, epochs, scores, behind };
  });
  const alike = results.filter(({ rate: own, behind }) => own !== leader.rate && behind.low <= 0);
  const none = leader.rate === 0 || alike.some(({ rate: own }) => own === 0);
  return {
    rate: none ? 'none' : leader.rate,
    leader: leader.rate,
    alike: alike.map(({ rate: own }) => own),
    results,
    monitor,
    mode,
    confidence,
    spent: runners.reduce((sum, { epochs }) => sum + epochs * folds, 0),
  };
}
