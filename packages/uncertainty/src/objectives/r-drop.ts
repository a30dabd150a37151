/** Two masks that should agree. */
import { getLoss, type LossLike, type Tensor } from '@bernoulli/api';
import { atLeast, fail, field, readConfig, required } from '@bernoulli/api/ir';
import type { Objective } from './objective.ts';

export interface RDropOptions {
  /** What is asked of each pass, as for `compile`: `'sparseCategoricalCrossentropy'`. */
  readonly loss: LossLike;
  /** Price α of what the passes differ, from 0 up. Default 1. */
  readonly alpha?: number | undefined;
}

const fields = {
  loss: required(field<LossLike>('be a loss', (x) => x !== undefined && x !== null)),
  alpha: atLeast(0, 1),
};

/**
 * R-Drop: two passes through one network draw two masks; both are trained on the labels, and a price is put on how far their probabilities are
 * apart: L(p) + L(q) + α · ½ (KL(p ‖ q) + KL(q ‖ p)), averaged over the rows. Figures are `task` and `apart` beside `loss`.
 *
 * Source: X. Liang et al., "R-Drop: Regularized Dropout for Neural Networks", NeurIPS 2021.
 *
 * @param predict what the network says of the inputs: probabilities, `[rows, classes]`
 * @throws BernoulliError `CONFIG` for a bad option; `NAME` for an unknown loss; at the step, where there are several kinds of labels.
 * @example
 * ```ts
 * import { Dense, Dropout, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { rDrop } from '@bernoulli/uncertainty';
 * const model = sequential([new Dropout({ rate: 0.3 }), new Dense({ units: 2, activation: 'softmax' })], { name: 'net' });
 * model.compile({ seed: 1, backend: cpu() });
 * const step = model.step({
 *   optimizer: 'adam',
 *   objective: rDrop((x) => model.apply(x!), { loss: 'sparseCategoricalCrossentropy', alpha: 0.5 }),
 * });
 * const { apart } = await step({ x: [[1, 2], [3, 4]], y: Int32Array.of(0, 1) });
 * apart! > 0; // => true
 * ```
 */
export function rDrop(predict: (...x: Tensor[]) => Tensor, options: RDropOptions): Objective {
  const { loss: like, alpha } = readConfig('rDrop', options, fields);
  const loss = getLoss(like);
  return ({ x, y, weight }) => {
    const labels = y['y'] ?? fail('DATA', { who: 'rDrop', what: 'labels must be handed in without a name', received: Object.keys(y) }); // prettier-ignore
    const [p, q] = [predict(...x), predict(...x)];
    const task = loss.call(labels, p, weight).add(loss.call(labels, q, weight));
    const apart = divergence(p, q).add(divergence(q, p)).div(2);
    return { loss: task.add(apart.mul(alpha)), task, apart };
  };
}

/** KL(p ‖ q), averaged over the rows. */
function divergence(p: Tensor, q: Tensor): Tensor {
  const least = 1e-7;
  const [a, b] = [p.clip(least, 1), q.clip(least, 1)];
  return a.mul(a.log().sub(b.log())).sum(-1).mean();
}
