/** How far classes and answers overlap. */
import { flag, readConfig } from '../ir/config/index.ts';
import { ClassOverlap, overlapFields, type SparseOverlapConfig } from './class-overlap.ts';

export type MeanIoUConfig = SparseOverlapConfig;

const fields = { sparseYTrue: flag(true), ...overlapFields('meanIoU', true) };

/**
 * The mean over all classes of |truth ∩ answers| / |truth ∪ answers|; classes that occur in neither do not count. Predictions
 * are class numbers unless `sparseYPred` is `false`.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.MeanIoU({ sparseYPred: false }).labels; // => 'classes'
 * ```
 */
export class MeanIoU extends ClassOverlap {
  readonly className = 'MeanIoU';

  constructor(config: MeanIoUConfig = {}) {
    super(readConfig('MeanIoU', config, fields), fields);
  }
}
