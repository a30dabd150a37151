/** A compiled graph as its caller sees it: checks what comes in, and that runs neither overlap nor come after the end. */
import {
  allocate,
  fail,
  listed,
  sizeOf,
  validateInputs,
  validateValue,
  type Executable,
  type Graph,
  type InPlace,
  type TensorData,
  type TensorType,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { Program } from './program.ts';

export class OnnxExecutable implements Executable {
  readonly #graph: Graph;
  readonly #program: Program;
  readonly #stateTypes: ReadonlyMap<string, TensorType>;
  #phase: 'idle' | 'running' | 'disposed' = 'idle';
  #offered: { readonly inner: InPlace; readonly outer: InPlace } | null = null;

  constructor(graph: Graph, program: Program) {
    this.#graph = graph;
    this.#program = program;
    this.#stateTypes = new Map(graph.state.map(({ name, node }) => [name, graph.nodes[node]!]));
  }

  /** For an executable that is to share state with this one. */
  get program(): Program {
    this.#requireAlive();
    return this.#program;
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.#requireIdle();
    validateInputs(this.#graph, inputs);
    this.#phase = 'running';
    try {
      return await this.#program.run(inputs);
    } finally {
      this.#phase = 'idle';
    }
  }

  /** `null` where state is replaced by memory of ONNX Runtime's at every run, as it is without a host. */
  inPlace(): InPlace | null {
    this.#requireAlive();
    const inner = this.#program.inPlace();
    if (inner === null) return null;
    if (this.#offered?.inner !== inner) {
      const inputs = { ...this.#spares(inner), ...inner.inputs };
      this.#offered = { inner, outer: { ...inner, inputs, run: () => this.#runInPlace(inner) } };
    }
    return this.#offered.outer;
  }

  /** Arrays for inputs that nothing reads, and that the program therefore does not have. */
  #spares({ inputs }: InPlace): Record<string, TypedArray> {
    const unread = this.#graph.inputs.filter(({ name }) => !Object.hasOwn(inputs, name));
    return Object.fromEntries(
      unread.map(({ name, node }) => {
        const { dtype, shape } = this.#graph.nodes[node]!;
        return [name, allocate(dtype, sizeOf(shape))];
      }),
    );
  }

  /** Answers at once where the program does: the host alone needs no promise. */
  #runInPlace(inner: InPlace): void | Promise<void> {
    this.#requireIdle();
    this.#phase = 'running';
    let running: void | Promise<void> = undefined;
    try {
      running = inner.run();
    } finally {
      if (!(running instanceof Promise)) this.#phase = 'idle';
    }
    return running?.finally(() => void (this.#phase = 'idle'));
  }

  async readState(name: string): Promise<TensorData> {
    this.#requireAlive();
    this.#typeOf(name);
    return this.#program.readState(name);
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    this.#requireAlive();
    validateValue(`state ${name}`, value, this.#typeOf(name));
    await this.#program.writeState(name, value);
  }

  async dispose(): Promise<void> {
    if (this.#phase === 'running')
      fail('STATE', { who: 'dispose', what: 'a run has not finished', hint: 'Await it first' });
    if (this.#phase === 'disposed') return;
    this.#phase = 'disposed';
    this.#offered = null;
    await this.#program.release();
  }

  #typeOf(name: string): TensorType {
    return (
      this.#stateTypes.get(name) ??
      fail('NAME', {
        who: 'state',
        what: 'there is no such name',
        received: name,
        hint: `Known: ${listed(this.#stateTypes.keys())}`,
      })
    );
  }

  #requireAlive(): void {
    if (this.#phase === 'disposed') fail('STATE', { who: 'backend onnx', what: 'this executable is disposed' });
  }

  #requireIdle(): void {
    this.#requireAlive();
    if (this.#phase === 'running')
      fail('STATE', { who: 'run', what: 'the run before has not finished', hint: 'Await one run before the next' });
  }
}
