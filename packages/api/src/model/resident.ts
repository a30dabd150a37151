/** Where a model's numbers live: with the backend once it runs, on the host until then. */
import {
  BernoulliError,
  fail,
  type Backend,
  type Executable,
  type Graph,
  type TensorData,
  type Values,
} from '../ir/index.ts';

/** How many compiled graphs are kept; the one not used for longest goes first. */
const capacity = 16;

/**
 * The weights and optimizer state of one model, and the compiled graphs that share them. Operations are queued, so that a
 * prediction asked for in the middle of a training run takes its turn between two steps.
 */
export class Resident {
  /** A function where the value was not asked for yet: a stored model that is loaded draws no initial weights. */
  readonly #host = new Map<string, TensorData | (() => TensorData)>();
  /** For each value that a backend holds: an executable to ask, and how many values that one carries. */
  readonly #holders = new Map<string, { readonly executable: Executable; readonly width: number }>();
  readonly #executables = new Map<string, Executable>();
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;

  has(name: string): boolean {
    return this.#host.has(name) || this.#holders.has(name);
  }

  /** Gives a value that nothing holds yet its first content, worked out when it is needed. */
  initialize(name: string, value: () => TensorData): void {
    if (!this.#host.has(name) && !this.#holders.has(name)) this.#host.set(name, value);
  }

  /** Puts a value on the host, before anything was compiled. */
  place(name: string, value: TensorData): void {
    if (this.#holders.size > 0) fail('STATE', { who: 'Model', what: 'values are with the backend already' });
    this.#host.set(name, value);
  }

  /** Runs a graph, compiled at first use under `key`. */
  run(backend: Backend, key: string, graph: () => Graph, inputs: Values): Promise<Record<string, TensorData>> {
    return this.#enqueue(async () => {
      const executable = this.#executables.get(key) ?? (await this.#compile(backend, graph()));
      this.#executables.delete(key);
      this.#executables.set(key, executable);
      await this.#evict();
      return executable.run(inputs);
    });
  }

  /** Copies of values, all of one moment. */
  read(names: Iterable<string>): Promise<Record<string, TensorData>> {
    return this.#enqueue(async () => {
      const values: Record<string, TensorData> = {};
      for (const name of names) values[name] = await this.#read(name);
      return values;
    });
  }

  /** Sets values; no run sees only some of them. */
  write(values: Iterable<readonly [name: string, value: TensorData]>): Promise<void> {
    return this.#enqueue(async () => {
      for (const [name, value] of values) {
        const holder = this.#holders.get(name);
        if (holder === undefined) this.#host.set(name, value);
        else await holder.executable.writeState(name, value);
      }
    });
  }

  /** Gives up the values whose names match: at once on the host, at the next `release` where a backend holds them. */
  discard(matches: (name: string) => boolean): void {
    for (const name of this.#host.keys()) if (matches(name)) this.#host.delete(name);
    for (const name of this.#holders.keys()) if (matches(name)) this.#holders.delete(name);
  }

  /** Brings every value back to the host and frees the backend. */
  release(): Promise<void> {
    return this.#enqueue(async () => {
      for (const name of [...this.#holders.keys()]) this.#host.set(name, await this.#read(name));
      await this.#free();
    });
  }

  /** Frees everything; what comes after fails. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    const freed = this.#enqueue(() => this.#free());
    // Before anything else can be queued: it would run without its state.
    this.#disposed = true;
    await freed;
    this.#host.clear();
  }

  async #read(name: string): Promise<TensorData> {
    const holder = this.#holders.get(name);
    if (holder !== undefined) return holder.executable.readState(name);
    const value = this.#onHost(name) ?? fail('NAME', { who: 'Model', what: 'there is no such weight', received: name });
    return { ...value, data: value.data.slice() };
  }

  #onHost(name: string): TensorData | undefined {
    const value = this.#host.get(name);
    if (typeof value !== 'function') return value;
    const made = value();
    this.#host.set(name, made);
    return made;
  }

  async #compile(backend: Backend, graph: Graph): Promise<Executable> {
    const partner = this.#partner(graph);
    const executable = await backend.compile(graph, partner === undefined ? {} : { shareState: partner });
    const width = graph.state.length;
    for (const { name } of graph.state) {
      const value = this.#onHost(name);
      if (value !== undefined) await executable.writeState(name, value);
      this.#host.delete(name);
      // Who carries most answers for what it carries, so that the next executable finds all of it in one partner.
      if ((this.#holders.get(name)?.width ?? 0) < width) this.#holders.set(name, { executable, width });
    }
    return executable;
  }

  /** The executable to share state with: the widest of those that hold a value the graph carries. */
  #partner(graph: Graph): Executable | undefined {
    const holders = graph.state.flatMap(({ name }) => this.#holders.get(name) ?? []);
    return holders.sort((a, b) => b.width - a.width)[0]?.executable;
  }

  /** Lets the oldest executables go, but none that alone can tell a value. */
  async #evict(): Promise<void> {
    if (this.#executables.size <= capacity) return;
    const needed = new Set([...this.#holders.values()].map((h) => h.executable));
    for (const [key, executable] of this.#executables) {
      if (needed.has(executable)) continue;
      this.#executables.delete(key);
      await executable.dispose();
      return;
    }
  }

  async #free(): Promise<void> {
    for (const executable of this.#executables.values()) await executable.dispose();
    this.#executables.clear();
    this.#holders.clear();
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposed) return Promise.reject(new BernoulliError('STATE', { who: 'Model', what: 'it was disposed' }));
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
