/** How far some classes and the answers for them overlap, labels being one-hot. */
import { readConfig } from '../ir/config/index.ts';
import { ClassOverlap, overlapFields, targetField, type OverlapConfig, type TargetClasses } from './class-overlap.ts';

export type OneHotIoUConfig = OverlapConfig & TargetClasses;

const fields = { ...targetField(), ...overlapFields('oneHotIoU', false) };

/**
 * The mean over the classes asked for of |truth ∩ answers| / |truth ∪ answers|, for one-hot labels; predictions are scores of
 * classes unless `sparseYPred` is `true`.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.OneHotIoU({ targetClassIds: [1] }).labels; // => 'values'
 * ```
 */
export class OneHotIoU extends ClassOverlap {
  readonly className = 'OneHotIoU';
  readonly targetClassIds: readonly number[] | null;

  constructor(config: OneHotIoUConfig = {}) {
    const values = readConfig('OneHotIoU', config, fields);
    super({ ...values, sparseYTrue: false }, fields);
    this.targetClassIds = values.targetClassIds;
  }
}
