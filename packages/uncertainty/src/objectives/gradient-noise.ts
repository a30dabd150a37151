/** Noise on gradients, so that training does not stay in the first narrow valley. */
import { Trace, type Schedule } from '@bernoulli/api';
import { atLeast, field, positive, readConfig, required } from '@bernoulli/api/ir';
import { drawNormal } from '@bernoulli/api/random';
import { figuresOf, weightsOf, type Objective } from './objective.ts';

export interface GradientNoiseOptions {
  /** Standard deviation of the noise on each element of a gradient: a number from 0 up, or a function of the step. */
  readonly stddev: number | Schedule;
}

const isNumber = (x: unknown): boolean => typeof x === 'number' && x >= 0 && x < Infinity;
const fields = {
  stddev: required(
    field<number | Schedule>('be a number from 0 up, or a schedule', (x) => isNumber(x) || typeof x === 'function'),
  ),
};

/**
 * The objective with normal noise on the gradient of every weight that is trained. What is reported stays as it was: Σ ⟨ξ, w − w'⟩ is added,
 * where w' is the weight as a constant, which is 0 and has the gradient ξ. The noise is drawn at a place of its own for each weight, from the
 * model's seed and the step, so it is the same bits on every backend.
 *
 * Source: A. Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep Networks" (2015).
 *
 * @throws BernoulliError `CONFIG` for a deviation below 0; at the step, for a schedule that gives no finite number.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { annealedNoise, gradientNoise } from '@bernoulli/uncertainty';
 * const model = sequential([new Dense({ units: 1 })], { name: 'net' });
 * model.compile({ seed: 1, backend: cpu() });
 * const step = model.step({
 *   optimizer: 'sgd',
 *   objective: gradientNoise(({ x, y }) => model.apply(x[0]!).sub(y['y']!).square().mean(), { stddev: annealedNoise() }),
 * });
 * (await step({ x: [[1], [2]], y: [[2], [4]] }))['loss']! > 0; // => true
 * ```
 */
export function gradientNoise(objective: Objective, options: GradientNoiseOptions): Objective {
  const { stddev } = readConfig('gradientNoise', options, fields);
  return (rows) => {
    const { loss, ...figures } = figuresOf(objective(rows));
    const trace = Trace.of(loss!);
    const scale = trace.scalar('gradientNoise', typeof stddev === 'number' ? () => stddev : stddev);
    const noisy = weightsOf(loss!).reduce((sum, { path, value }) => {
      const noise = trace.within(`#gradientNoise/${path}`, () =>
        trace.site({
          type: { dtype: 'f32', shape: value.shape },
          rows: 'shared',
          draw: ({ key, type }) => drawNormal(key, type.shape),
          logProbability: (z) =>
            z
              .square()
              .add(Math.log(2 * Math.PI))
              .sum()
              .mul(-0.5),
        }),
      );
      return sum.add(value.sub(value.stopGradient()).mul(noise).sum().mul(scale));
    }, loss!);
    return { loss: noisy, ...figures };
  };
}

export interface AnnealedNoiseConfig {
  /** Variance at the first step, above 0; 0.01, 0.3 and 1 were tried. Default 0.3. */
  readonly eta?: number | undefined;
  /** How fast it falls, from 0 up. Default 0.55. */
  readonly gamma?: number | undefined;
}

/**
 * The deviation √(η / (1 + t)^γ) at step t.
 *
 * @throws BernoulliError `CONFIG` for an eta that is not above 0, or a gamma below 0.
 * @example
 * ```ts
 * import { annealedNoise } from '@bernoulli/uncertainty';
 * annealedNoise({ eta: 4, gamma: 2 })(3); // => 0.5
 * ```
 */
export function annealedNoise(config: AnnealedNoiseConfig = {}): Schedule {
  const { eta, gamma } = readConfig('annealedNoise', config, { eta: positive(0.3), gamma: atLeast(0, 0.55) });
  return (step) => Math.sqrt(eta / (1 + step) ** gamma);
}

export interface LangevinNoiseConfig {
  /** The rate η of plain `SGD`, above 0: a number, or its schedule. */
  readonly learningRate: number | Schedule;
  /** Rows of the whole training set, from 1 up. The loss must be the mean negative log-likelihood of a row. */
  readonly rows: number;
}

/**
 * The deviation √(2 / (η N)) with which plain SGD draws from the posterior instead of looking for its maximum (stochastic gradient Langevin
 * dynamics): w ← w − η (∇L + ξ). Its weights at late steps, thinned out, are samples; the penalties of regularizers are the prior, divided by N.
 *
 * Source: M. Welling and Y. W. Teh, "Bayesian Learning via Stochastic Gradient Langevin Dynamics", ICML 2011, with the rate εN/2 = η.
 *
 * @throws BernoulliError `CONFIG` for a rate or a number of rows that is not above 0.
 * @example
 * ```ts
 * import { langevinNoise } from '@bernoulli/uncertainty';
 * langevinNoise({ learningRate: 0.02, rows: 100 })(0); // => 1
 * ```
 */
export function langevinNoise(config: LangevinNoiseConfig): Schedule {
  const isRate = (x: unknown): boolean => typeof x === 'function' || (isNumber(x) && (x as number) > 0);
  const { learningRate, rows } = readConfig('langevinNoise', config, {
    learningRate: required(field<number | Schedule>('be a number above 0, or a schedule', isRate)),
    rows: required(positive()),
  });
  return (step) => Math.sqrt(2 / ((typeof learningRate === 'number' ? learningRate : learningRate(step)) * rows));
}
