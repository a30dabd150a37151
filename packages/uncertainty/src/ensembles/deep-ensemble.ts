/** Several networks instead of one: each begins elsewhere and ends elsewhere. */
import type { ArrayInput, BatchSource, FitOptions, Inputs } from '@bernoulli/api';
import { fail, readConfig, sameShape } from '@bernoulli/api/ir';
import { seedOf } from '../input/seed-of.ts';
import { readValues, type Values } from '../input/values.ts';
import { seedField } from '../input/fields.ts';
import type { Predictor } from '../input/predictor.ts';
import { predictiveMean } from '../samples/predictive-mean.ts';
import { predictiveVariance } from '../samples/predictive-variance.ts';

export interface DeepEnsembleOptions {
  /** What the members' seeds follow from. Default 0. */
  readonly seed?: number | bigint | undefined;
}

/** A member: a compiled model with one output, or what stands for one. */
export interface Member extends Predictor {
  dispose?(): Promise<void>;
}

const fields = { seed: seedField() };

/**
 * n models of one kind, each with a seed of its own for its first weights, its order of the data and its masks. Where their predictions
 * differ, the data did not say enough.
 *
 * Source: B. Lakshminarayanan, A. Pritzel and C. Blundell, "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles",
 * NeurIPS 2017.
 *
 * @param build makes a model and compiles it with the seed
 * @param n number of members, from 1 up
 * @throws BernoulliError `CONFIG` for a number of members that is no whole number from 1 up, a `build` that is no function, or a bad option.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { deepEnsemble } from '@bernoulli/uncertainty';
 * const ensemble = deepEnsemble((seed) => {
 *   const model = sequential([new Dense({ units: 4, activation: 'tanh' }), new Dense({ units: 1 })], { name: 'net' });
 *   model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed, backend: cpu() });
 *   return model;
 * }, 3);
 * await ensemble.fit([[0], [1]], [[0], [1]], { epochs: 2, verbose: 0 });
 * const { mean, variance, samples } = await ensemble.sample([[0.5], [4]]);
 * [mean.shape, variance.shape, samples.shape]; // => [[2, 1], [2, 1], [3, 2, 1]]
 * await ensemble.dispose();
 * ```
 */
export function deepEnsemble<M extends Member>(
  build: (seed: bigint) => M,
  n: number,
  options: DeepEnsembleOptions = {},
): DeepEnsemble<M> {
  const who = 'deepEnsemble';
  if (typeof build !== 'function') fail('CONFIG', { who, what: 'build must be a function', received: typeof build });
  if (!Number.isSafeInteger(n) || n < 1)
    fail('CONFIG', { who, what: 'the number of members must be a whole number from 1 up', received: n });
  const { seed } = readConfig(who, options, fields);
  return new DeepEnsemble(Array.from({ length: n }, (_, i) => build(seedOf(seed, '#ensemble', i))));
}

/** Models that learn the same and are asked together. What it predicts, it predicts in double precision. */
export class DeepEnsemble<M extends Member = Member> {
  readonly members: readonly M[];

  constructor(members: readonly M[]) {
    if (members.length === 0) fail('CONFIG', { who: 'DeepEnsemble', what: 'there must be members' });
    this.members = members;
  }

  /** Trains one member after the other on the same data; a source of batches is read again for each. */
  async fit(x: Inputs | BatchSource, y?: ArrayInput, options?: FitOptions): Promise<this> {
    for (const member of this.members) await member.fit(x, y, options);
    return this;
  }

  /** The mean of the members' predictions, `[rows, …]`. */
  async predict(x: Inputs): Promise<Values> {
    return predictiveMean(await this.#samples(x));
  }

  /** Mean, variance (divided by the number of members) and every member's prediction, `[members, rows, …]`: what `model.sample` gives. */
  async sample(x: Inputs): Promise<Record<'mean' | 'variance' | 'samples', Values>> {
    const samples = await this.#samples(x);
    return { mean: predictiveMean(samples), variance: predictiveVariance(samples), samples };
  }

  /** Frees what the members hold. */
  async dispose(): Promise<void> {
    for (const member of this.members) await member.dispose?.();
  }

  async #samples(x: Inputs): Promise<Values> {
    const who = 'DeepEnsemble';
    const each: Values[] = [];
    for (const member of this.members)
      each.push(readValues(await member.predict(x), { who, name: 'predictions', axes: ['rows', '…'] }));
    const { shape } = each[0]!;
    const other = each.find((value) => !sameShape(value.shape, shape));
    if (other !== undefined)
      fail('SHAPE', { who, what: `all members must predict ${JSON.stringify(shape)}`, received: other.shape });
    const size = each[0]!.data.length;
    const data = new Float64Array(each.length * size);
    each.forEach((value, i) => data.set(value.data, i * size));
    return { data, shape: [each.length, ...shape] };
  }
}
