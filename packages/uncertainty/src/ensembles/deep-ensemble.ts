/** Several networks instead of one: each begins elsewhere and ends elsewhere. */
import type { ArrayInput, BatchSource, CompileConfig, FitOptions, Inputs, Module } from '@bernoulli/api';
import { fail, field, optional, readConfig } from '@bernoulli/api/ir';
import { seedOf } from '../input/seed-of.ts';
import type { Values } from '../input/values.ts';
import { seedField } from '../input/fields.ts';
import type { Predictor } from '../input/predictor.ts';
import { Ensemble } from './ensemble.ts';
import { JointEnsemble } from './joint-ensemble.ts';
import { stackPredictions } from './stack.ts';

export interface DeepEnsembleOptions {
  /** What the members' seeds follow from. Default 0. */
  readonly seed?: number | bigint | undefined;
  /**
   * How all members are trained, as one program: `build` then makes networks that are not compiled. Default: `build` compiles each, and they
   * are trained one after the other.
   */
  readonly compile?: Omit<CompileConfig, 'seed'> | undefined;
}

/** A member: a compiled model with one output, or what stands for one. */
export interface Member extends Predictor {
  dispose?(): Promise<void>;
}

const fields = {
  seed: seedField(),
  compile: optional(
    field<Omit<CompileConfig, 'seed'>>(
      'be what compile is told, without the seed',
      (x) => typeof x === 'object' && x !== null && !('seed' in x),
    ),
  ),
};

/**
 * n models of one kind, each with a seed of its own for its first weights, its order of the data and its masks. Where their predictions
 * differ, the data did not say enough.
 *
 * With `compile` all members are one program: a step trains them all, on the same rows in the same order, and `predict` asks them all in one
 * run. Each has first weights and masks of its own, and learns just what it would learn alone from these: no number of one enters another. It
 * saves what a step costs beside its arithmetic, so most where networks are small. Without `compile` members may be of any sort, each with an
 * order of the data, early stopping and so on of its own.
 *
 * Source: B. Lakshminarayanan, A. Pritzel and C. Blundell, "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles",
 * NeurIPS 2017.
 *
 * @param build makes a model and compiles it with the seed; with `compile`, makes it alone
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
 *
 * const joint = deepEnsemble(() => sequential([new Dense({ units: 1 })]), 3, {
 *   compile: { optimizer: 'adam', loss: 'meanSquaredError', backend: cpu() },
 * });
 * await joint.fit([[0], [1]], [[0], [1]], { epochs: 2, verbose: 0 });
 * (await joint.sample([[0.5]])).samples.shape; // => [3, 1, 1]
 * await joint.dispose();
 * ```
 */
export function deepEnsemble(
  build: (seed: bigint) => Module,
  n: number,
  options: DeepEnsembleOptions & { readonly compile: Omit<CompileConfig, 'seed'> },
): JointEnsemble;
export function deepEnsemble<M extends Member>(
  build: (seed: bigint) => M,
  n: number,
  options?: DeepEnsembleOptions,
): DeepEnsemble<M>;
export function deepEnsemble<M extends Member>(
  build: (seed: bigint) => M | Module,
  n: number,
  options: DeepEnsembleOptions = {},
): DeepEnsemble<M> | JointEnsemble {
  const who = 'deepEnsemble';
  if (typeof build !== 'function') fail('CONFIG', { who, what: 'build must be a function', received: typeof build });
  if (!Number.isSafeInteger(n) || n < 1)
    fail('CONFIG', { who, what: 'the number of members must be a whole number from 1 up', received: n });
  const { seed, compile } = readConfig(who, options, fields);
  const members = Array.from({ length: n }, (_, i) => build(seedOf(seed, '#ensemble', i)));
  return compile === undefined
    ? new DeepEnsemble(members as M[])
    : new JointEnsemble(members as Module[], { ...compile, seed });
}

/** Models that learn the same and are asked together. What it predicts, it predicts in double precision. */
export class DeepEnsemble<M extends Member = Member> extends Ensemble {
  readonly members: readonly M[];

  constructor(members: readonly M[]) {
    super();
    if (members.length === 0) fail('CONFIG', { who: 'DeepEnsemble', what: 'there must be members' });
    this.members = members;
  }

  /** Trains one member after the other on the same data; a source of batches is read again for each. */
  async fit(x: Inputs | BatchSource, y?: ArrayInput, options?: FitOptions): Promise<this> {
    for (const member of this.members) await member.fit(x, y, options);
    return this;
  }

  /** Frees what the members hold. */
  async dispose(): Promise<void> {
    for (const member of this.members) await member.dispose?.();
  }

  protected async samples(x: Inputs): Promise<Values> {
    const each: ArrayInput[] = [];
    for (const member of this.members) each.push(await member.predict(x));
    return stackPredictions('DeepEnsemble', each);
  }
}
