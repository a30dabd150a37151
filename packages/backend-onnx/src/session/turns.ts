/** One at a time, first come first served: executables that share the host's memory, which may move while one of them compiles. */
export class Turns {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  /** Waits for the turn. Nothing is returned, and nothing need be awaited, when it is there at once. */
  take(): Promise<void> | undefined {
    if (this.#busy) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    return undefined;
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }

  async with<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    try {
      return await work();
    } finally {
      this.give();
    }
  }
}
