/** What most losses of values are: the mean over the last axis of a loss of each element. */
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { ReducedLoss } from './reduced-loss.ts';

/** A new loss of this kind extends this and says the loss of an element. */
export abstract class ElementLoss extends ReducedLoss {
  readonly labels = 'values';

  /** The loss of each element: labels `y` and prediction `p` have one shape, and so has the loss. */
  protected abstract element(y: Tensor, p: Tensor): Tensor;

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.element(alignValues(this.className, yTrue, yPred), yPred).mean(-1);
  }
}
