/** Ends training quietly where a step is not finite. */
import type { BernoulliError } from '../ir/index.ts';
import type { Callback, TrainContext } from './callback.ts';

/**
 * Lets `fit` return what was seen so far, where it would fail with `NON_FINITE`: at a loss, a gradient or a weight that is NaN or
 * infinite. The weights are those of the last good step; the epoch that broke off is not in the history, and
 * `fit(…, { resume: true })` goes on in the middle of it.
 *
 * @example
 * ```ts
 * import { Dense, sequential, SGD, TerminateOnNaN } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Dense({ units: 1 })]);
 * model.compile({ optimizer: new SGD({ learningRate: 1e30 }), loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * const guard = new TerminateOnNaN();
 * await model.fit([[1], [2]], [[3], [1]], { epochs: 9, verbose: 0, callbacks: [guard] });
 * guard.error?.code; // => 'NON_FINITE'
 * ```
 */
export class TerminateOnNaN implements Callback {
  /** What `fit` would have failed with; undefined if all went well. */
  error: BernoulliError | undefined;

  onTrainBegin(): void {
    this.error = undefined;
  }

  onNonFinite(error: BernoulliError, context: TrainContext): void {
    this.error = error;
    context.stop();
  }
}
