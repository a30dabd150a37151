/** How far some classes and the answers for them overlap. */
import { flag, readConfig } from '../ir/config/index.ts';
import {
  ClassOverlap,
  overlapFields,
  targetField,
  type SparseOverlapConfig,
  type TargetClasses,
} from './class-overlap.ts';

export type IoUConfig = SparseOverlapConfig & TargetClasses;

const fields = { ...targetField(), sparseYTrue: flag(true), ...overlapFields('ioU', true) };

/**
 * The mean over the classes asked for of |truth ∩ answers| / |truth ∪ answers|, intersection over union; classes that occur in
 * neither do not count. Predictions are class numbers unless `sparseYPred` is `false`.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.IoU({ numClasses: 3, targetClassIds: [0, 2] }).targetClassIds; // => [0, 2]
 * ```
 */
export class IoU extends ClassOverlap {
  readonly className = 'IoU';
  readonly targetClassIds: readonly number[] | null;

  constructor(config: IoUConfig = {}) {
    const values = readConfig('IoU', config, fields);
    super(values, fields);
    this.targetClassIds = values.targetClassIds;
  }
}
