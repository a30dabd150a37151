/** How a compiled program is run: its values go through arrays that are there already. */
import { allocate, sizeOf, type Executable, type Graph, type TensorData, type TypedArray } from '../ir/index.ts';
import { Feed, type Arrays } from './seeded-inputs.ts';

/** What a run is for. */
export interface Job<T> {
  /** Fills all elements of all inputs; `feed` does it for those that depend on the seed. */
  fill(inputs: Arrays, feed: Feed): void;
  /** Takes what came out; the arrays are used again by the next run. */
  read(outputs: Arrays): T;
}

/** An executable, and arrays of our own where it offers none. */
export class Runner {
  readonly executable: Executable;
  readonly #graph: Graph;
  readonly #feed: Feed;
  #values: Record<string, TensorData> | undefined;
  #inputs: Record<string, TypedArray> = {};
  readonly #outputs: Record<string, TypedArray> = {};

  constructor(executable: Executable, graph: Graph, seed: number | bigint) {
    this.executable = executable;
    this.#graph = graph;
    this.#feed = new Feed(
      graph.inputs.map(({ name }) => name),
      seed,
    );
  }

  /** Answers at once, without a promise, where the executable does. */
  run<T>(job: Job<T>): T | Promise<T> {
    // Asked each time: memory may have moved.
    const place = this.executable.inPlace?.() ?? null;
    if (place === null) return this.#runByValue(job);
    job.fill(place.inputs, this.#feed);
    const running = place.run();
    return running instanceof Promise ? running.then(() => job.read(place.outputs)) : job.read(place.outputs);
  }

  async #runByValue<T>(job: Job<T>): Promise<T> {
    const values = (this.#values ??= this.#allocate());
    job.fill(this.#inputs, this.#feed);
    const outputs = await this.executable.run(values);
    for (const name in outputs) this.#outputs[name] = outputs[name]!.data;
    return job.read(this.#outputs);
  }

  #allocate(): Record<string, TensorData> {
    const { inputs, nodes } = this.#graph;
    const values = inputs.map(({ name, node }): [string, TensorData] => {
      const { dtype, shape } = nodes[node]!;
      return [name, { dtype, shape, data: allocate(dtype, sizeOf(shape)) }];
    });
    this.#inputs = Object.fromEntries(values.map(([name, { data }]) => [name, data]));
    return Object.fromEntries(values);
  }
}
