/** Where a model's numbers live: with the backend once it runs, on the host until then. */
import { fail, type Backend, type Executable, type Graph, type TensorData } from '../ir/index.ts';
import { isModerateState } from '../programs/finite.ts';
import type { Program } from '../programs/program.ts';
import { Runner, type Job } from './runner.ts';
import { Mutex } from '../ir/mutex.ts';

/** Where programs run, and the seed they draw with. */
export interface Placement {
  readonly backend: Backend;
  readonly seed: number | bigint;
}

/** How many compiled graphs are kept; the one not used for longest goes first. */
const capacity = 24;

/**
 * The weights and optimizer state of one model, and the compiled graphs that share them. Operations are queued, so that a
 * prediction asked for in the middle of a training run takes its turn between two steps.
 */
export class StateStore {
  /** A function where the value was not asked for yet: a stored model that is loaded draws no initial weights. */
  readonly #host = new Map<string, TensorData | (() => TensorData)>();
  /** For each value that a backend holds: an executable to ask, and how many values that one carries. */
  readonly #holders = new Map<string, { readonly executable: Executable; readonly width: number }>();
  /** The one used last comes last. */
  readonly #runners = new Map<string, Runner>();
  #newest: string | undefined;
  readonly #mutex = new Mutex();
  #disposed = false;
  #moderate = true;
  /** Values on the host that were not looked at for their size. */
  readonly #unseen = new Set<string>();

  /** Every value that is held. */
  get names(): string[] {
    return [...new Set([...this.#host.keys(), ...this.#holders.keys()])];
  }

  has(name: string): boolean {
    return this.#host.has(name) || this.#holders.has(name);
  }

  /** False once a value came in, or was made, that is so large that an update of moderate size may leave the range of `f32`. */
  get moderate(): boolean {
    if (this.#unseen.size > 0) for (const name of this.#unseen) this.#look(name, this.#onHost(name));
    return this.#moderate;
  }

  set moderate(moderate: boolean) {
    this.#moderate = moderate;
  }

  #look(name: string, value: TensorData | undefined): void {
    if (this.#unseen.delete(name) && value !== undefined) this.#moderate &&= isModerateState(value.data);
  }

  /** Gives a value that nothing holds yet its first content, worked out when it is needed. */
  initialize(name: string, value: () => TensorData): void {
    if (this.has(name)) return;
    this.#host.set(name, value);
    this.#unseen.add(name);
  }

  /** Puts a value on the host, before anything was compiled. */
  place(name: string, value: TensorData): void {
    if (this.#holders.size > 0) fail('STATE', { who: 'Model', what: 'values are with the backend already' });
    this.#host.set(name, value);
    this.#unseen.add(name);
  }

  /**
   * Runs a program, compiled at first use under `key`. It answers at once where nothing has to be waited for: a training step
   * costs no promise then.
   */
  run<T>(key: string, program: Program, placement: Placement, job: Job<T>): T | Promise<T> {
    const runner = this.#runners.get(key);
    if (runner === undefined || !this.#mutex.idle || this.#disposed)
      return this.#enqueue(async () => (await this.#runner(key, program, placement)).run(job));
    this.#use(key, runner);
    return this.#mutex.hold(runner.run(job));
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
        this.#unseen.add(name);
        this.#look(name, value);
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
    return this.#enqueue(() => this.#bringBack());
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

  async #runner(key: string, program: Program, { backend, seed }: Placement): Promise<Runner> {
    const known = this.#runners.get(key);
    const runner = known ?? new Runner(await this.#compile(backend, program.graph), program, seed);
    this.#use(key, runner);
    if (known === undefined) await this.#evict();
    return runner;
  }

  #use(key: string, runner: Runner): void {
    if (key === this.#newest) return;
    this.#newest = key;
    this.#runners.delete(key);
    this.#runners.set(key, runner);
  }

  async #compile(backend: Backend, graph: Graph): Promise<Executable> {
    const held = graph.state.map(({ name }) => name).filter((name) => this.#holders.has(name));
    const partner = this.#partner(held);
    // Values that lie apart cannot be joined where they are.
    if (partner === undefined && held.length > 0) await this.#bringBack();
    const executable = await backend.compile(graph, partner === undefined ? {} : { shareState: partner });
    const width = graph.state.length;
    for (const { name } of graph.state) {
      const value = this.#onHost(name);
      this.#look(name, value);
      if (value !== undefined) await executable.writeState(name, value);
      this.#host.delete(name);
      // Who carries most answers for what it carries, so that few have to be kept.
      if ((this.#holders.get(name)?.width ?? 0) < width) this.#holders.set(name, { executable, width });
    }
    return executable;
  }

  /** The executable to share state with: the widest of those that carry all of these values. */
  #partner(held: readonly string[]): Executable | undefined {
    if (held.length === 0) return undefined;
    return [...this.#runners.values()]
      .filter(({ carried }) => held.every((name) => carried.has(name)))
      .sort((a, b) => b.carried.size - a.carried.size)[0]?.executable;
  }

  async #bringBack(): Promise<void> {
    for (const name of [...this.#holders.keys()]) this.#host.set(name, await this.#read(name));
    await this.#free();
  }

  /** Lets the oldest executable go, but none that alone can tell a value. */
  async #evict(): Promise<void> {
    if (this.#runners.size <= capacity) return;
    const needed = new Set([...this.#holders.values()].map((h) => h.executable));
    for (const [key, { executable }] of this.#runners) {
      if (needed.has(executable) || key === this.#newest) continue;
      this.#runners.delete(key);
      await executable.dispose();
      return;
    }
  }

  async #free(): Promise<void> {
    for (const { executable } of this.#runners.values()) await executable.dispose();
    this.#runners.clear();
    this.#newest = undefined;
    this.#holders.clear();
  }

  async #enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#disposed) fail('STATE', { who: 'Model', what: 'it was disposed' });
    return this.#mutex.take(work);
  }
}
