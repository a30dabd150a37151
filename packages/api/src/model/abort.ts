/** Stopping on request. */
import { BernoulliError } from '../ir/index.ts';

/** @throws BernoulliError `ABORTED`, with the signal's reason as its cause, once the signal has fired. */
export function checkSignal(signal: AbortSignal | undefined, who: string): void {
  if (signal?.aborted)
    throw new BernoulliError('ABORTED', { who, what: 'the signal was aborted' }, { cause: signal.reason });
}
