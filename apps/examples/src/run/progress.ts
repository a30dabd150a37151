/** A quiet word about what is being trained: in a line of its own on a terminal, elsewhere a line now and then. */

/** Where it goes. */
export interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Says that so many of so many are trained, and what comes next. */
export type Say = (what: string, done: number, of: number) => void;

export interface Progress {
  readonly say: Say;
  /** Takes the line away, so that another may be printed there. */
  clear(): void;
}

/** Milliseconds between two lines where there is no terminal. */
const SELDOM = 10_000;
const CLEAR = '\r\u001b[K';

/** Progress on a stream, timed from now. */
export function progressOn(stream: Stream = process.stderr, now: () => number = () => performance.now()): Progress {
  const started = now();
  let [said, shown] = [started, false];
  return {
    say(what, done, of) {
      const at = now();
      const line = `${what} · ${done} of ${of} · ${Math.round((at - started) / 1000)} s`;
      if (stream.isTTY) {
        stream.write(`${CLEAR}${line.slice(0, (stream.columns || 80) - 1)}`);
        shown = true;
      } else if (at - said >= SELDOM) {
        stream.write(`${line}\n`);
        said = at;
      }
    },
    clear() {
      if (shown) stream.write(CLEAR);
      shown = false;
    },
  };
}
