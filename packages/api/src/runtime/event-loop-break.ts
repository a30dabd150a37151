/** Between two runs: a look at the signal, and from time to time a turn for everyone else. */
import { BernoulliError } from '../ir/index.ts';

/** Milliseconds of work after which the others have a turn. */
const interval = 40;

/**
 * What a long loop awaits between two runs. A backend may do its work without ever leaving the microtask queue; timers, events,
 * the signal itself, and in a page everything that is drawn, would wait for the end of training.
 */
export class EventLoopBreak {
  readonly #who: string;
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(who: string, signal: AbortSignal | undefined) {
    this.#who = who;
    this.#signal = signal;
  }

  /**
   * Undefined where there is no reason to wait.
   *
   * @throws BernoulliError `ABORTED`, with the signal's reason as its cause, once the signal has fired.
   */
  take(): Promise<void> | undefined {
    if (performance.now() - this.#last > interval) return this.#rest();
    this.#look();
    return undefined;
  }

  async #rest(): Promise<void> {
    await macrotask();
    this.#last = performance.now();
    this.#look();
  }

  #look(): void {
    if (this.#signal?.aborted) throw aborted(this.#who, this.#signal);
  }
}

/** What everything ends with whose signal has fired. */
export function aborted(who: string, { reason }: AbortSignal): BernoulliError {
  return new BernoulliError('ABORTED', { who, what: 'the signal was aborted' }, { cause: reason });
}

/** Resolves once timers and events had their turn. A timeout of 0 alone would cost a page four milliseconds. */
function macrotask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate !== undefined) return void setImmediate(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener(
      'message',
      () => {
        port1.close();
        resolve();
      },
      { once: true },
    );
    port1.start();
    port2.postMessage(null);
  });
}
