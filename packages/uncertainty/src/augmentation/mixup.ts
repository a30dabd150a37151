/** Rows between rows. */
import { readConfig } from '@bernoulli/api/ir';
import { blend, mixFields, readMixing, type LabelledRows, type MixedRows, type MixOptions } from './batch.ts';

/**
 * Mixup: x̃_i = λ_i x_i + (1 − λ_i) x_j and the same for labels, with j a random partner and λ_i from Beta(α, α). Train on the result with a
 * loss that takes probabilities, as `categoricalCrossentropy`.
 *
 * Source: H. Zhang, M. Cisse, Y. Dauphin and D. Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR 2018.
 *
 * @throws BernoulliError `CONFIG` for a bad option, or class numbers without `classes`; `SHAPE` or `DATA` for rows and labels that do not fit.
 * @example
 * ```ts
 * import { mixup } from '@bernoulli/uncertainty';
 * const { x, y } = mixup({ x: [[0], [1], [2]], y: [0, 1, 1] }, { classes: 2, alpha: 0.4, step: 5 });
 * [x.shape, y.shape]; // => [[3, 1], [3, 2]]
 * [0, 1, 2].every((row) => Math.abs(y.data[2 * row]! + y.data[2 * row + 1]! - 1) < 1e-12); // => true
 * ```
 */
export function mixup(rows: LabelledRows, options: MixOptions = {}): MixedRows {
  const { x, y, partner, share } = readMixing('mixup', rows, readConfig('mixup', options, mixFields));
  return { x: blend(x, partner, share), y: blend(y, partner, share) };
}
