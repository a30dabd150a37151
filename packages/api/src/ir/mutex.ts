/** One piece of work after the other, in the order in which they were asked for. */
export class Mutex {
  /** Settles when the last piece that was asked for is done; undefined while nobody is at work. */
  #last: Promise<void> | undefined;

  get idle(): boolean {
    return this.#last === undefined;
  }

  /** Does work when everything asked for before is done: at once, without a promise, if there is nothing. */
  take<T>(work: () => T | Promise<T>): T | Promise<T> {
    return this.hold(this.#last === undefined ? work() : this.#last.then(work));
  }

  /** Keeps the others waiting while work that was begun goes on. */
  hold<T>(work: T | Promise<T>): T | Promise<T> {
    if (!(work instanceof Promise)) return work;
    const leave = (): void => {
      if (this.#last === last) this.#last = undefined;
    };
    const last = work.then(leave, leave);
    this.#last = last;
    return work;
  }
}
