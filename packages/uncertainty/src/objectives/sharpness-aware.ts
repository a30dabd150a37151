/** Minima with flat surroundings. */
import { substituting, Tensor, Trace } from '@bernoulli/api';
import { gradients, positive, readConfig } from '@bernoulli/api/ir';
import { figuresOf, weightsOf, type Objective } from './objective.ts';

export interface SharpnessAwareOptions {
  /** How far uphill the loss is looked at, ρ above 0. Default 0.05. */
  readonly rho?: number | undefined;
}

/**
 * Sharpness-aware minimization (SAM): the loss at w + ρ ∇L / |∇L|, the worst place nearby to first order, instead of that at w. Both passes
 * and both gradients are one graph and one step, which takes about twice the time of a plain one. Dropout draws a mask for each pass.
 *
 * What comes back is `loss`, at the worst place, and `here`, at the weights themselves.
 *
 * Source: P. Foret, A. Kleiner, H. Mobahi and B. Neyshabur, "Sharpness-Aware Minimization for Efficiently Improving Generalization", ICLR 2021.
 *
 * @throws BernoulliError `CONFIG` for a ρ that is not above 0.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { sharpnessAware } from '@bernoulli/uncertainty';
 * const model = sequential([new Dense({ units: 1 })], { name: 'net' });
 * model.compile({ seed: 1, backend: cpu() });
 * const objective = sharpnessAware(({ x, y }) => model.apply(x[0]!).sub(y['y']!).square().mean(), { rho: 0.1 });
 * const { loss, here } = await model.step({ optimizer: 'sgd', objective })({ x: [[1], [2]], y: [[2], [4]] });
 * loss! > here!; // => true
 * ```
 */
export function sharpnessAware(objective: Objective, options: SharpnessAwareOptions = {}): Objective {
  const { rho } = readConfig('sharpnessAware', options, { rho: positive(0.05) });
  return (rows) => {
    const here = figuresOf(objective(rows))['loss']!;
    const { b } = here;
    const weights = weightsOf(here);
    const slopes = gradients(
      b,
      here.ref,
      weights.map(({ value }) => value.ref),
    ).map((ref) => new Tensor(b, ref).stopGradient());
    const square = slopes.reduce((sum: Tensor | undefined, slope) => {
      const own = slope.square().sum();
      return sum === undefined ? own : sum.add(own);
    }, undefined);
    // At a flat place there is no direction: nothing is moved, and nothing divided by 0.
    const scale = square!.add(1e-24).sqrt().divInto(rho);
    const worst = weights.map(({ path, value }, i) => ({ path, value: value.add(slopes[i]!.mul(scale)) }));
    const there = worst.reduce(
      (body: () => ReturnType<Objective>, { path, value }) =>
        () =>
          substituting(Trace.of(here), path, value, body),
      () => objective(rows),
    );
    return { ...figuresOf(there()), here };
  };
}
