/** A source of batches that a signal ends, also while the source lets us wait. */
import type { Batch, BatchSource } from '../data/index.ts';
import { aborted } from '../runtime/event-loop-break.ts';

/**
 * The same batches until the signal fires. The source is then told by `return`, as a loop that is left tells it, but not waited for:
 * a generator that hangs hears of it only when it goes on.
 *
 * @throws BernoulliError `ABORTED` from the wait for a batch.
 */
export function untilAborted(source: BatchSource, who: string, signal: AbortSignal | undefined): BatchSource {
  if (signal === undefined || !(Symbol.asyncIterator in source)) return source;
  return { [Symbol.asyncIterator]: () => read(source[Symbol.asyncIterator](), who, signal) };
}

function read(source: AsyncIterator<Batch>, who: string, signal: AbortSignal): AsyncIterator<Batch> {
  let left = false;
  const leave = async (): Promise<void> => {
    left = true;
    await source.return?.();
  };
  const next = (): Promise<IteratorResult<Batch>> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        // A source that fails while it is left has nobody to tell: training has ended.
        leave().catch(() => undefined);
        reject(aborted(who, signal));
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      const asked = (async () => source.next())().finally(() => signal.removeEventListener('abort', stop));
      asked.then(resolve, reject);
    });
  return {
    next,
    async return() {
      if (!left) await leave();
      return { done: true, value: undefined };
    },
  };
}
