/** How far classes and answers overlap, labels being one-hot. */
import { readConfig } from '../ir/config/index.ts';
import { ClassOverlap, overlapFields, type OverlapConfig } from './class-overlap.ts';

export type OneHotMeanIoUConfig = OverlapConfig;

const fields = { ...overlapFields('oneHotMeanIoU', false) };

/**
 * The mean over all classes of |truth ∩ answers| / |truth ∪ answers|, for one-hot labels; predictions are scores of classes
 * unless `sparseYPred` is `true`.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.OneHotMeanIoU({ ignoreClass: 0 }).ignoreClass; // => 0
 * ```
 */
export class OneHotMeanIoU extends ClassOverlap {
  readonly className = 'OneHotMeanIoU';

  constructor(config: OneHotMeanIoUConfig = {}) {
    super({ ...readConfig('OneHotMeanIoU', config, fields), sparseYTrue: false }, fields);
  }
}
