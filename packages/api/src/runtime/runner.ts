/** How a compiled program is run: its values go through arrays that are there already. */
import { allocate, sizeOf, type Executable, type TensorData, type TypedArray } from '../ir/index.ts';
import type { Program } from '../programs/program.ts';
import { SeededInputs, type Arrays, type DrawPosition } from './seeded-inputs.ts';

/** What a run is for. */
export interface Job<T> {
  readonly position: DrawPosition;
  /** Fills all elements of an input that the caller fills: data, or noise in place of a draw. */
  fill(input: string, out: TypedArray): void;
  /** Takes what came out; the arrays are used again by the next run. */
  read(outputs: Arrays): T;
}

/** An executable, and arrays of our own where it offers none. */
export class Runner {
  readonly executable: Executable;
  /** Names of the values that are carried from run to run. */
  readonly carried: ReadonlySet<string>;
  readonly #program: Program;
  readonly #seeded: SeededInputs;
  /** Inputs that the job fills. */
  readonly #data: readonly string[];
  #values: Record<string, TensorData> | undefined;
  #inputs: Record<string, TypedArray> = {};
  readonly #outputs: Record<string, TypedArray> = {};

  constructor(executable: Executable, program: Program, seed: number | bigint) {
    this.executable = executable;
    this.carried = new Set(program.graph.state.map(({ name }) => name));
    this.#program = program;
    this.#seeded = new SeededInputs(program, seed);
    this.#data = [...program.feeds].flatMap(([input, { from }]) => (from === 'data' || from === 'mask' ? [input] : []));
  }

  /** Answers at once, without a promise, where the executable does. */
  run<T>(job: Job<T>): T | Promise<T> {
    // Asked each time: memory may have moved.
    const place = this.executable.inPlace?.() ?? null;
    if (place === null) return this.#runByValue(job);
    this.#fill(place.inputs, job);
    const running = place.run();
    return running instanceof Promise ? running.then(() => job.read(place.outputs)) : job.read(place.outputs);
  }

  async #runByValue<T>(job: Job<T>): Promise<T> {
    const values = (this.#values ??= this.#allocate());
    this.#fill(this.#inputs, job);
    const outputs = await this.executable.run(values);
    for (const name in outputs) this.#outputs[name] = outputs[name]!.data;
    return job.read(this.#outputs);
  }

  #fill(inputs: Arrays, job: Job<unknown>): void {
    this.#seeded.write(inputs, job.position);
    for (let i = 0; i < this.#data.length; i++) job.fill(this.#data[i]!, inputs[this.#data[i]!]!);
  }

  #allocate(): Record<string, TensorData> {
    const { inputs, nodes } = this.#program.graph;
    const values = inputs.map(({ name, node }): [string, TensorData] => {
      const { dtype, shape } = nodes[node]!;
      return [name, { dtype, shape, data: allocate(dtype, sizeOf(shape)) }];
    });
    this.#inputs = Object.fromEntries(values.map(([name, { data }]) => [name, data]));
    return Object.fromEntries(values);
  }
}
