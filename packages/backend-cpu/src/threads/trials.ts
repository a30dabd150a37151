/**
 * Whether a program runs with the help of other threads or alone. What help is worth is known only where it runs: cores are busy
 * with other work, share what they compute with, or lie too far apart for small tasks. So now and then some runs go the other
 * way, and the program goes on with what took less time. What is computed is the same either way, to the last bit.
 */

/** Runs that a trial takes, behind one in which threads wake or fall asleep. */
const TRIED = 4;
/** Runs between two trials, at first. As long as trials change nothing it doubles. */
const SOONEST = 32;
const LATEST = 1024;
/** Help must take at least a tenth off to be called in; it is let go where it takes nothing off. */
const WORTH = 0.9;

export class Trials {
  #isHelped = true;
  /** What the last runs of the way in use took, and then those of the other way. */
  readonly #usual = new Float64Array(TRIED);
  readonly #other = new Float64Array(TRIED);
  #runs = 0;
  #between = SOONEST;
  #ended = -Infinity;

  /** Whether the next run is to be helped. */
  get isHelped(): boolean {
    return this.#runs < this.#between ? this.#isHelped : !this.#isHelped;
  }

  /** Notes when a run began and ended, in milliseconds. Threads that wait awake may slow down what is done between two runs. */
  note(began: number, ended: number): void {
    const run = ended - began;
    const took = run + Math.min(began - this.#ended, run);
    this.#ended = ended;
    const tried = this.#runs++ - this.#between;
    if (tried < 0) this.#usual[this.#runs % TRIED] = took;
    else if (tried > 0) this.#other[tried - 1] = took;
    if (tried === TRIED) this.#decide();
  }

  #decide(): void {
    const [usual, other] = [median(this.#usual), median(this.#other)];
    const isBetter = other < (this.#isHelped ? usual : usual * WORTH);
    if (isBetter) this.#isHelped = !this.#isHelped;
    this.#between = isBetter ? SOONEST : Math.min(2 * this.#between, LATEST);
    this.#runs = 0;
  }
}

/** The lower one of the two in the middle. Sorts in place. */
function median(times: Float64Array): number {
  return times.sort()[(times.length - 1) >> 1]!;
}
